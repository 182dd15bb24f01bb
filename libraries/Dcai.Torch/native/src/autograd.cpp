#include "shim.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

using namespace dcai;

DCAI_EXPORT int dcai_grad_enabled() { return c10::GradMode::is_enabled() ? 1 : 0; }

DCAI_EXPORT void dcai_set_grad_enabled(std::int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

DCAI_EXPORT int dcai_inference_mode_enabled() { return c10::InferenceMode::is_enabled() ? 1 : 0; }

DCAI_EXPORT int dcai_inference_mode_enter(std::int32_t enabled, c10::InferenceMode** guard) {
    return attempt([&] { *guard = new c10::InferenceMode(enabled != 0); });
}

DCAI_EXPORT void dcai_inference_mode_leave(c10::InferenceMode* guard) { delete guard; }

DCAI_EXPORT int dcai_backward(const Handle* outputs, std::int64_t output_count, const Handle* gradients,
                              std::int64_t gradient_count, std::int32_t retain_graph, std::int32_t create_graph,
                              const Handle* inputs, std::int64_t input_count) {
    return attempt([&] {
        torch::autograd::backward(tensors(outputs, output_count), tensors(gradients, gradient_count),
                                  retain_graph != 0, create_graph != 0, tensors(inputs, input_count));
    });
}

DCAI_EXPORT int dcai_grad(const Handle* outputs, std::int64_t output_count, const Handle* inputs,
                          std::int64_t input_count, const Handle* gradients, std::int64_t gradient_count,
                          std::int32_t retain_graph, std::int32_t create_graph, std::int32_t allow_unused,
                          Handle* results) {
    return give_many(results, [&] {
        return torch::autograd::grad(tensors(outputs, output_count), tensors(inputs, input_count),
                                     tensors(gradients, gradient_count), retain_graph != 0, create_graph != 0,
                                     allow_unused != 0);
    });
}

DCAI_EXPORT int dcai_get_grad(Handle self, Handle* result) {
    return attempt([&] {
        const auto& gradient = self->grad();
        *result = gradient.defined() ? new at::Tensor(gradient) : nullptr;
    });
}

DCAI_EXPORT int dcai_set_grad(Handle self, Handle gradient) {
    return attempt([&] { self->mutable_grad() = gradient == nullptr ? at::Tensor() : *gradient; });
}

DCAI_EXPORT int dcai_zero_grad(const Handle* parameters, std::int64_t count, std::int32_t set_to_none) {
    return attempt([&] {
        for (std::int64_t i = 0; i < count; ++i) {
            auto& gradient = parameters[i]->mutable_grad();
            if (!gradient.defined()) continue;
            if (set_to_none != 0) {
                gradient = at::Tensor();
            } else {
                gradient.detach_();
                gradient.zero_();
            }
        }
    });
}

DCAI_EXPORT int dcai_retain_grad(Handle self) {
    return attempt([&] { self->retain_grad(); });
}
