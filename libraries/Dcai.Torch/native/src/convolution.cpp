#include "rows.h"
#include "shim.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

namespace dcai {

namespace {

// The weight of a 1×1 convolution as a matrix of one row an output channel.
at::Tensor kernel_matrix(const at::Tensor& weight) { return weight.as_strided({weight.size(0), weight.size(1)}, {weight.size(1), 1}); }

at::Tensor pixel_matrix(const at::Tensor& images) {
    auto [rows, channels] = matrix(images);
    return images.as_strided({rows, channels}, {channels, 1});
}

at::Tensor images_like(const at::Tensor& images, std::int64_t channels) {
    return at::empty({images.size(0), channels, images.size(2), images.size(3)}, images.options(), at::MemoryFormat::ChannelsLast);
}

struct PointwiseConvolution : torch::autograd::Function<PointwiseConvolution> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, const at::Tensor& weight,
                              const OptionalTensor& bias) {
        auto output = images_like(input, weight.size(0));
        auto pixels = pixel_matrix(output);
        if (bias.has_value()) {
            auto [rows, channels] = matrix(output);
            const auto* from = bias->data_ptr<float>();
            auto* to = output.data_ptr<float>();
            for (std::int64_t row = 0; row < rows; ++row, to += channels) std::copy_n(from, channels, to);
            pixels.addmm_(pixel_matrix(input), kernel_matrix(weight).t());
        } else {
            at::mm_out(pixels, pixel_matrix(input), kernel_matrix(weight).t());
        }
        context->save_for_backward({input, weight});
        context->saved_data["bias"] = bias.has_value();
        return output;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list slopes) {
        auto saved = context->get_saved_variables();
        const auto& input = saved[0];
        const auto& weight = saved[1];
        auto has_bias = context->saved_data["bias"].toBool();
        if (c10::GradMode::is_enabled()) {
            std::vector<std::int64_t> one{1, 1}, none{0, 0}, channels{weight.size(0)};
            auto [x, w, b] = at::convolution_backward(slopes[0], input, weight, optional<at::IntArrayRef>{channels}, one, none, one,
                                                      /*transposed=*/false, none, /*groups=*/1, {true, true, has_bias});
            return {x, w, has_bias ? b : at::Tensor()};
        }
        auto slope = slopes[0].contiguous(at::MemoryFormat::ChannelsLast);
        auto pixels = pixel_matrix(slope);
        at::Tensor input_slope, weight_slope, bias_slope;
        if (context->needs_input_grad(0)) {
            input_slope = images_like(input, input.size(1));
            auto result = pixel_matrix(input_slope);
            at::mm_out(result, pixels, kernel_matrix(weight));
        }
        if (context->needs_input_grad(1)) {
            weight_slope = at::empty_like(weight);
            auto result = kernel_matrix(weight_slope);
            at::mm_out(result, pixels.t(), pixel_matrix(input));
        }
        if (has_bias) {
            auto m = matrix(slope);
            bias_slope = at::empty({m.channels}, slope.options());
            auto sums = column_sums(slope.data_ptr<float>(), m);
            std::copy(sums.begin(), sums.end(), bias_slope.data_ptr<float>());
        }
        return {input_slope, weight_slope, bias_slope};
    }
};

// Adds the products of each output pixel and each place of the kernel to the pixels that they came from: what unfolding does, backwards.
VECTORISED void fold(const float* __restrict products, std::int64_t images, std::int64_t height, std::int64_t width, std::int64_t kernel_height,
                     std::int64_t row, std::int64_t vertical, std::int64_t horizontal, std::int64_t padded_height, std::int64_t padded_row,
                     float* __restrict pixels) {
    for (std::int64_t n = 0; n < images; ++n, pixels += padded_height * padded_row)
        for (std::int64_t h = 0; h < height; ++h)
            for (std::int64_t w = 0; w < width; ++w)
                for (std::int64_t k = 0; k < kernel_height; ++k, products += row) {
                    auto* to = pixels + (h * vertical + k) * padded_row + w * horizontal;
                    for (std::int64_t i = 0; i < row; ++i) to[i] += products[i];
                }
}

// The gradient of a convolution's few input channels.
at::Tensor thin_input_slope(const at::Tensor& slope, const at::Tensor& input, const at::Tensor& weight, at::IntArrayRef stride,
                            at::IntArrayRef padding) {
    auto N = input.size(0), C = input.size(1), H = input.size(2), W = input.size(3);
    auto kernel_height = weight.size(2), row = weight.size(3) * C;
    auto kernel = weight.as_strided({weight.size(0), kernel_height * row}, {kernel_height * row, 1});
    auto products = at::mm(pixel_matrix(slope), kernel);
    auto padded = at::zeros({N, H + 2 * padding[0], W + 2 * padding[1], C}, input.options());
    fold(products.data_ptr<float>(), N, slope.size(2), slope.size(3), kernel_height, row, stride[0], stride[1] * C, padded.size(1),
         padded.size(2) * C, padded.data_ptr<float>());
    return padded.narrow(1, padding[0], H).narrow(2, padding[1], W).permute({0, 3, 1, 2}).contiguous(at::MemoryFormat::ChannelsLast);
}

struct ThinConvolution : torch::autograd::Function<ThinConvolution> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, const at::Tensor& weight,
                              const OptionalTensor& bias, at::IntArrayRef stride, at::IntArrayRef padding) {
        context->save_for_backward({input, weight});
        context->saved_data["bias"] = bias.has_value();
        context->saved_data["stride"] = stride;
        context->saved_data["padding"] = padding;
        return at::conv2d(input, weight, bias, stride, padding);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list slopes) {
        auto saved = context->get_saved_variables();
        const auto& input = saved[0];
        const auto& weight = saved[1];
        auto stride = context->saved_data["stride"].toIntVector();
        auto padding = context->saved_data["padding"].toIntVector();
        std::vector<std::int64_t> one{1, 1}, none{0, 0}, channels{weight.size(0)};
        auto again = c10::GradMode::is_enabled(); // for gradients of gradients
        auto of_weight = context->needs_input_grad(1);
        auto of_bias = context->saved_data["bias"].toBool() && context->needs_input_grad(2);
        at::Tensor x, w, b;
        if (again || of_weight || of_bias)
            std::tie(x, w, b) = at::convolution_backward(slopes[0], input, weight, optional<at::IntArrayRef>{channels}, stride, padding, one,
                                                         /*transposed=*/false, none, /*groups=*/1, {again, of_weight, of_bias});
        if (!again) x = thin_input_slope(slopes[0].contiguous(at::MemoryFormat::ChannelsLast), input, weight, stride, padding);
        return {x, w, b, at::Tensor(), at::Tensor()};
    }
};

} // namespace

bool is_thin(const at::Tensor& input, const at::Tensor& weight) {
    constexpr std::int64_t most_channels = 4;
    return c10::GradMode::is_enabled() && input.requires_grad() && is_matrix(input) && is_matrix(weight) && weight.size(1) == input.size(1)
        && input.size(1) <= most_channels;
}

at::Tensor thin_convolution(const at::Tensor& input, const at::Tensor& weight, Handle bias, at::IntArrayRef stride, at::IntArrayRef padding) {
    return ThinConvolution::apply(input, weight, maybe(bias), stride, padding);
}

bool is_pointwise(const at::Tensor& input, const at::Tensor& weight, Handle bias) {
    auto recorded = c10::GradMode::is_enabled() && (input.requires_grad() || weight.requires_grad());
    return recorded && is_matrix(input) && is_plain(weight) && weight.dim() == 4 && weight.size(0) > 0 && weight.size(1) == input.size(1)
        && weight.size(2) == 1 && weight.size(3) == 1 && weight.is_contiguous()
        && (bias == nullptr || one_a_channel(bias, weight.size(0)));
}

at::Tensor pointwise_convolution(const at::Tensor& input, const at::Tensor& weight, Handle bias) {
    return PointwiseConvolution::apply(input, weight, maybe(bias));
}

} // namespace dcai
