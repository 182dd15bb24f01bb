#include "rows.h"
#include "shim.h"

#include <ATen/ops/add.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/native_batch_norm_backward.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/threshold_backward.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

using namespace dcai;

namespace {

VECTORISED void add_squares(const float* __restrict x, Matrix m, const float* __restrict centre, float* __restrict sums) {
    for (; m.rows >= 2; m.rows -= 2, x += 2 * m.channels)
        for (std::int64_t c = 0; c < m.channels; ++c) {
            float first = x[c] - centre[c], second = x[m.channels + c] - centre[c];
            sums[c] += first * first + second * second;
        }
    for (std::int64_t c = 0; c < m.rows * m.channels; ++c) sums[c] += (x[c] - centre[c]) * (x[c] - centre[c]);
}

VECTORISED void normalise(const float* __restrict x, Matrix m, const float* __restrict scale, const float* __restrict offset,
                          float* __restrict y) {
    for (; m.rows > 0; --m.rows, x += m.channels, y += m.channels)
        for (std::int64_t c = 0; c < m.channels; ++c) y[c] = x[c] * scale[c] + offset[c];
}

// What is not a number stays so, as in torch.
VECTORISED void normalise_relu(const float* __restrict x, Matrix m, const float* __restrict scale, const float* __restrict offset,
                               float* __restrict y) {
    for (; m.rows > 0; --m.rows, x += m.channels, y += m.channels)
        for (std::int64_t c = 0; c < m.channels; ++c) {
            float value = x[c] * scale[c] + offset[c];
            y[c] = value < 0 ? 0 : value;
        }
}

VECTORISED void normalise_add_relu(const float* __restrict x, const float* __restrict shortcut, Matrix m, const float* __restrict scale,
                                   const float* __restrict offset, float* __restrict y) {
    for (; m.rows > 0; --m.rows, x += m.channels, shortcut += m.channels, y += m.channels)
        for (std::int64_t c = 0; c < m.channels; ++c) {
            float value = x[c] * scale[c] + offset[c] + shortcut[c];
            y[c] = value < 0 ? 0 : value;
        }
}

// By channel the sum of the gradient and its product with the centred input.
VECTORISED void add_slopes(const float* __restrict slope, const float* __restrict x, Matrix m, const float* __restrict centre,
                           float* __restrict sums, float* __restrict products) {
    for (; m.rows > 0; --m.rows, slope += m.channels, x += m.channels)
        for (std::int64_t c = 0; c < m.channels; ++c) {
            sums[c] += slope[c];
            products[c] += slope[c] * (x[c] - centre[c]);
        }
}

// The same for the gradient before the ReLU, which it writes down.
VECTORISED void add_rectified_slopes(const float* __restrict slope, const float* __restrict y, const float* __restrict x, Matrix m,
                                     const float* __restrict centre, float* __restrict rectified, float* __restrict sums,
                                     float* __restrict products) {
    for (; m.rows > 0; --m.rows) {
        for (std::int64_t c = 0; c < m.channels; ++c) {
            float all = slope[c];
            float kept = y[c] <= 0 ? 0 : all;
            rectified[c] = kept;
            sums[c] += kept;
            products[c] += kept * (x[c] - centre[c]);
        }
        slope += m.channels, y += m.channels, x += m.channels, rectified += m.channels;
    }
}

// result may be the slope itself.
VECTORISED void input_slope(const float* slope, const float* __restrict x, Matrix m, const float* __restrict centre,
                            const float* __restrict mean_slope, const float* __restrict projection, const float* __restrict scale,
                            float* result) {
    for (; m.rows > 0; --m.rows, slope += m.channels, x += m.channels, result += m.channels)
#pragma GCC ivdep
        for (std::int64_t c = 0; c < m.channels; ++c)
            result[c] = (slope[c] - mean_slope[c] - (x[c] - centre[c]) * projection[c]) * scale[c];
}

struct Settings {
    at::Tensor running_mean; // undefined: not kept
    at::Tensor running_variance;
    double momentum;
    double eps;
    bool relu;
};

void update_running(const Settings& s, const float* mean, const std::vector<double>& squares, Matrix m) {
    auto* running_mean = s.running_mean.data_ptr<float>();
    auto* running_variance = s.running_variance.data_ptr<float>();
    for (std::size_t c = 0; c < squares.size(); ++c) {
        auto unbiased = squares[c] / static_cast<double>(m.rows - 1);
        running_mean[c] = static_cast<float>(s.momentum * mean[c] + (1 - s.momentum) * running_mean[c]);
        running_variance[c] = static_cast<float>(s.momentum * unbiased + (1 - s.momentum) * running_variance[c]);
    }
    s.running_mean.unsafeGetTensorImpl()->bump_version();
    s.running_variance.unsafeGetTensorImpl()->bump_version();
}

// Batch norm with the statistics of the batch, what is added to it and the ReLU after it, in as few passes over memory as there can be.
struct BatchNorm : torch::autograd::Function<BatchNorm> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, const at::Tensor& weight,
                              const at::Tensor& bias, const OptionalTensor& shortcut, const Settings& settings) {
        auto m = matrix(input);
        const auto* x = input.data_ptr<float>();
        auto mean = at::empty({m.channels}, input.options());
        auto inverse = at::empty({m.channels}, input.options()); // 1 / deviation
        auto* centre = mean.data_ptr<float>();
        auto totals = column_sums(x, m);
        for (std::size_t c = 0; c < totals.size(); ++c) centre[c] = static_cast<float>(totals[c] / static_cast<double>(m.rows));
        auto [squares] = sum_blocks<1>(m, [&](auto first, Matrix block, auto* sums) { add_squares(x + first, block, centre, sums); });
        if (settings.running_mean.defined()) update_running(settings, centre, squares, m);

        std::vector<float> scale(squares.size()), offset(squares.size());
        for (std::size_t c = 0; c < squares.size(); ++c) {
            auto factor = static_cast<float>(1 / std::sqrt(squares[c] / static_cast<double>(m.rows) + settings.eps));
            inverse.data_ptr<float>()[c] = factor;
            scale[c] = factor * weight.data_ptr<float>()[c];
            offset[c] = bias.data_ptr<float>()[c] - centre[c] * scale[c];
        }
        auto output = at::empty_like(input);
        auto* y = output.data_ptr<float>();
        if (shortcut.has_value()) normalise_add_relu(x, shortcut->data_ptr<float>(), m, scale.data(), offset.data(), y);
        else if (settings.relu) normalise_relu(x, m, scale.data(), offset.data(), y);
        else normalise(x, m, scale.data(), offset.data(), y);
        context->save_for_backward({input, weight, mean, inverse, settings.relu ? output : at::Tensor()});
        context->saved_data["eps"] = settings.eps;
        context->saved_data["shortcut"] = shortcut.has_value();
        return output;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list slopes) {
        auto saved = context->get_saved_variables();
        const auto& [input, weight, mean, inverse, output] = std::tie(saved[0], saved[1], saved[2], saved[3], saved[4]);
        auto has_shortcut = context->saved_data["shortcut"].toBool();
        if (c10::GradMode::is_enabled()) { // for gradients of gradients
            auto rectified = output.defined() ? at::threshold_backward(slopes[0], output, 0) : slopes[0];
            auto [x, w, b] = at::native_batch_norm_backward(rectified, input, weight, {}, {}, mean, inverse, /*train=*/true,
                                                            context->saved_data["eps"].toDouble(), {true, true, true});
            return {x, w, b, has_shortcut ? rectified : at::Tensor(), at::Tensor()};
        }

        auto m = matrix(input);
        auto slope = slopes[0].contiguous(at::MemoryFormat::ChannelsLast);
        auto result = at::empty_like(input);
        auto rectified = !output.defined() ? slope : has_shortcut ? at::empty_like(input) : result;
        const auto* x = input.data_ptr<float>();
        const auto* centre = mean.data_ptr<float>();
        auto [sums, products] = sum_blocks<2>(m, [&](auto first, Matrix block, auto* partial) {
            const auto* from = slope.data_ptr<float>() + first;
            if (!output.defined()) add_slopes(from, x + first, block, centre, partial, partial + m.channels);
            else
                add_rectified_slopes(from, output.data_ptr<float>() + first, x + first, block, centre, rectified.data_ptr<float>() + first,
                                     partial, partial + m.channels);
        });

        auto weight_slope = at::empty_like(mean);
        auto bias_slope = at::empty_like(mean);
        std::vector<float> mean_slope(sums.size()), projection(sums.size()), scale(sums.size());
        for (std::size_t c = 0; c < sums.size(); ++c) {
            double factor = inverse.data_ptr<float>()[c];
            weight_slope.data_ptr<float>()[c] = static_cast<float>(products[c] * factor);
            bias_slope.data_ptr<float>()[c] = static_cast<float>(sums[c]);
            mean_slope[c] = static_cast<float>(sums[c] / static_cast<double>(m.rows));
            projection[c] = static_cast<float>(products[c] * factor * factor / static_cast<double>(m.rows));
            scale[c] = static_cast<float>(factor * weight.data_ptr<float>()[c]);
        }
        input_slope(rectified.data_ptr<float>(), x, m, centre, mean_slope.data(), projection.data(), scale.data(),
                    result.data_ptr<float>());
        return {result, weight_slope, bias_slope, has_shortcut ? rectified : at::Tensor(), at::Tensor()};
    }
};

bool fusable(const at::Tensor& input, Handle weight, Handle bias, Handle shortcut, Handle mean, Handle variance) {
    if (!is_matrix(input)) return false;
    auto [rows, channels] = matrix(input);
    auto kept = (mean == nullptr && variance == nullptr) || (one_a_channel(mean, channels) && one_a_channel(variance, channels));
    auto fits = shortcut == nullptr || (is_matrix(*shortcut) && shortcut->sizes() == input.sizes());
    return rows > 1 && kept && fits && one_a_channel(weight, channels) && one_a_channel(bias, channels);
}

} // namespace

// batch_norm(input), or with relu: relu(batch_norm(input) + shortcut).
DCAI_EXPORT int dcai_batch_norm(Handle input, Handle weight, Handle bias, Handle mean, Handle variance, std::int32_t training,
                                double momentum, double eps, std::int32_t relu, Handle shortcut, Handle* result) {
    return give(result, [&] {
        if (training != 0 && fusable(*input, weight, bias, shortcut, mean, variance)) {
            Settings settings{mean == nullptr ? at::Tensor() : *mean, variance == nullptr ? at::Tensor() : *variance, momentum, eps,
                              relu != 0};
            return BatchNorm::apply(*input, *weight, *bias, maybe(shortcut), settings);
        }
        auto normalised = at::batch_norm(*input, maybe(weight), maybe(bias), maybe(mean), maybe(variance), training != 0, momentum, eps,
                                         /*cudnn_enabled=*/true);
        if (shortcut != nullptr) normalised.add_(*shortcut);
        return relu != 0 ? normalised.relu_() : normalised;
    });
}
