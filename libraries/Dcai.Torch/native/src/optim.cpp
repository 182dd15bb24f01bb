#include "shim.h"

#include <ATen/ops/empty_like.h>

#include <cmath>

using namespace dcai;

namespace {

struct AdamSettings {
    double learning_rate;
    double beta1;
    double beta2;
    double eps;
    double weight_decay;
    std::int32_t maximize;
    std::int32_t decoupled; // AdamW
};

// One pass over memory instead of the dozen of separate tensor operations. Rounding happens in float as PyTorch's does.
__attribute__((target_clones("avx512f", "avx2", "default")))
void adam_float(float* __restrict parameter, const float* __restrict gradient, float* __restrict average,
                float* __restrict square, std::int64_t count, float beta1, float rest1, float beta2, float rest2,
                float eps, float root_correction2, float step_size, float decay, float shrink, float sign) {
    for (std::int64_t i = 0; i < count; ++i) {
        float value = parameter[i] * shrink;
        float slope = sign * gradient[i] + decay * value;
        float mean = average[i] * beta1 + slope * rest1;
        float variance = square[i] * beta2 + slope * slope * rest2;
        average[i] = mean;
        square[i] = variance;
        float denominator = std::sqrt(variance) / root_correction2 + eps;
        parameter[i] = value - step_size * (mean / denominator);
    }
}

// The fused loop walks memory linearly: all four must be laid out alike and without gaps.
bool fusable(const at::Tensor& parameter, const at::Tensor& gradient, const at::Tensor& average, const at::Tensor& square) {
    auto plain = [&](const at::Tensor& t) {
        return t.device().is_cpu() && t.layout() == at::kStrided && t.scalar_type() == at::kFloat && t.sizes() == parameter.sizes();
    };
    return plain(parameter) && plain(gradient) && plain(average) && plain(square)
        && parameter.is_non_overlapping_and_dense() && gradient.strides() == parameter.strides()
        && average.strides() == parameter.strides() && square.strides() == parameter.strides();
}

void adam_generic(at::Tensor& parameter, at::Tensor gradient, at::Tensor& average, at::Tensor& square, at::Tensor* largest,
                  const AdamSettings& s, double correction1, double correction2) {
    if (s.maximize != 0) gradient = gradient.neg();
    if (s.weight_decay != 0) {
        if (s.decoupled != 0) parameter.mul_(1 - s.learning_rate * s.weight_decay);
        else gradient = gradient.add(parameter, s.weight_decay);
    }
    average.mul_(s.beta1).add_(gradient, 1 - s.beta1);
    square.mul_(s.beta2).addcmul_(gradient, gradient, 1 - s.beta2);
    if (largest != nullptr) largest->copy_(largest->maximum(square));
    auto denominator = (largest != nullptr ? *largest : square).sqrt().div_(std::sqrt(correction2)).add_(s.eps);
    parameter.addcdiv_(average, denominator, -s.learning_rate / correction1);
}

} // namespace

// One step of Adam or AdamW over all parameters that have a gradient; steps[i] counts those of parameter i.
DCAI_EXPORT int dcai_adam_step(const Handle* parameters, const Handle* averages, const Handle* squares,
                               const Handle* largest, std::int64_t* steps, std::int64_t count, AdamSettings s) {
    return attempt([&] {
        for (std::int64_t i = 0; i < count; ++i) {
            auto gradient = parameters[i]->grad();
            if (!gradient.defined()) continue;
            const auto& parameter = *parameters[i];
            auto& average = *averages[i];
            auto& square = *squares[i];
            auto step = static_cast<double>(++steps[i]);
            auto correction1 = 1 - std::pow(s.beta1, step);
            auto correction2 = 1 - std::pow(s.beta2, step);
            // A gradient that came back in another memory format is brought into the parameter's first.
            if (gradient.strides() != parameter.strides() && gradient.layout() == at::kStrided
                && parameter.is_non_overlapping_and_dense()) {
                auto copy = at::empty_like(parameter);
                copy.copy_(gradient.detach());
                gradient = copy;
            }
            if (largest == nullptr && fusable(parameter, gradient, average, square)) {
                auto shrink = s.decoupled != 0 ? 1 - s.learning_rate * s.weight_decay : 1.0;
                auto decay = s.decoupled != 0 ? 0.0 : s.weight_decay;
                adam_float(parameter.data_ptr<float>(), gradient.data_ptr<float>(), average.data_ptr<float>(),
                           square.data_ptr<float>(), parameter.numel(), static_cast<float>(s.beta1),
                           static_cast<float>(1 - s.beta1), static_cast<float>(s.beta2), static_cast<float>(1 - s.beta2),
                           static_cast<float>(s.eps), static_cast<float>(std::sqrt(correction2)),
                           static_cast<float>(s.learning_rate / correction1), static_cast<float>(decay),
                           static_cast<float>(shrink), s.maximize != 0 ? -1.0f : 1.0f);
                // Written behind autograd's back: a graph that still holds the old values must be able to notice.
                parameter.unsafeGetTensorImpl()->bump_version();
            } else {
                auto detached = parameter.detach();
                adam_generic(detached, gradient.detach(), average, square, largest == nullptr ? nullptr : largest[i], s, correction1,
                             correction2);
            }
        }
    });
}

// One step of SGD. velocities[i] is null until the first step with momentum and is created here.
DCAI_EXPORT int dcai_sgd_step(const Handle* parameters, Handle* velocities, std::int64_t count, double learning_rate,
                              double momentum, double dampening, double weight_decay, std::int32_t nesterov,
                              std::int32_t maximize) {
    return attempt([&] {
        for (std::int64_t i = 0; i < count; ++i) {
            auto gradient = parameters[i]->grad();
            if (!gradient.defined()) continue;
            auto parameter = parameters[i]->detach();
            gradient = gradient.detach();
            if (maximize != 0) gradient = gradient.neg();
            if (weight_decay != 0) gradient = gradient.add(parameter, weight_decay);
            if (momentum != 0) {
                if (velocities[i] == nullptr) velocities[i] = new at::Tensor(gradient.clone());
                else velocities[i]->mul_(momentum).add_(gradient, 1 - dampening);
                gradient = nesterov != 0 ? gradient.add(*velocities[i], momentum) : *velocities[i];
            }
            parameter.add_(gradient, -learning_rate);
        }
    });
}
