#include "rows.h"
#include "shim.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/upsample_nearest2d.h>
#include <ATen/ops/upsample_nearest2d_backward.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

using namespace dcai;

namespace {

constexpr std::int64_t small = 3, large = 4; // kernel sizes

const std::vector<std::int64_t> none{0, 0}, one{1, 1}, two{2, 2};

// [rows][places][columns] to [columns][places][rows], by tiles that stay in the cache.
void transpose(const float* from, std::int64_t rows, std::int64_t places, std::int64_t columns, float* to) {
    constexpr std::int64_t tile = 16;
    for (std::int64_t place = 0; place < places; ++place)
        for (std::int64_t top = 0; top < rows; top += tile)
            for (std::int64_t left = 0; left < columns; left += tile)
                for (std::int64_t column = left; column < std::min(columns, left + tile); ++column)
                    for (std::int64_t row = top; row < std::min(rows, top + tile); ++row)
                        to[(column * places + place) * rows + row] = from[(row * places + place) * columns + column];
}

// Whether a row of the small kernel lies under a row of the large one.
bool meets(std::int64_t in_small, std::int64_t in_large) { return in_small == 2 - in_large || in_small == 3 - in_large; }

// By output channel the sums of one kernel's places that meet each of the other's; to is zero before.
VECTORISED void add_places(const float* __restrict from, std::int64_t outputs, std::int64_t inputs, bool from_small, float* __restrict to) {
    for (std::int64_t o = 0; o < outputs; ++o)
        for (std::int64_t k = 0; k < small * small; ++k)
            for (std::int64_t m = 0; m < large * large; ++m) {
                if (!meets(k / small, m / large) || !meets(k % small, m % large)) continue;
                const auto* source = from + (from_small ? o * small * small + k : o * large * large + m) * inputs;
                auto* target = to + (from_small ? o * large * large + m : o * small * small + k) * inputs;
                for (std::int64_t c = 0; c < inputs; ++c) target[c] += source[c];
            }
}

at::Tensor kernel(std::int64_t outputs, std::int64_t inputs, std::int64_t size, const at::Tensor& like) {
    return at::empty({outputs, inputs, size, size}, like.options(), at::MemoryFormat::ChannelsLast);
}

// [C, O, 4, 4] of [O, C, 3, 3]: the kernel whose convolution with stride 2 has the wanted one as its gradient.
at::Tensor enlarged(const at::Tensor& weight) {
    auto outputs = weight.size(0), inputs = weight.size(1);
    std::vector<float> sums(static_cast<std::size_t>(outputs * inputs * large * large));
    add_places(weight.data_ptr<float>(), outputs, inputs, /*from_small=*/true, sums.data());
    auto result = kernel(inputs, outputs, large, weight);
    transpose(sums.data(), outputs, large * large, inputs, result.data_ptr<float>());
    return result;
}

// The gradient of the small kernel of that of the large one.
at::Tensor reduced(const at::Tensor& slope) {
    auto inputs = slope.size(0), outputs = slope.size(1);
    auto lying = slope.contiguous(at::MemoryFormat::ChannelsLast);
    std::vector<float> turned(static_cast<std::size_t>(slope.numel()));
    transpose(lying.data_ptr<float>(), inputs, large * large, outputs, turned.data());
    auto result = kernel(outputs, inputs, small, slope);
    std::fill_n(result.data_ptr<float>(), result.numel(), 0.0f);
    add_places(turned.data(), outputs, inputs, /*from_small=*/false, result.data_ptr<float>());
    return result;
}

std::vector<std::int64_t> doubled_size(const at::Tensor& input) { return {2 * input.size(2), 2 * input.size(3)}; }

at::Tensor doubled(const at::Tensor& input) { return at::upsample_nearest2d(input, doubled_size(input), 2.0, 2.0); }

std::tuple<at::Tensor, at::Tensor, at::Tensor> slopes_of(const at::Tensor& slope, const at::Tensor& input, const at::Tensor& weight,
                                                       at::IntArrayRef stride, std::array<bool, 3> wanted) {
    return at::convolution_backward(slope, input, weight, optional<at::IntArrayRef>{}, stride, one, one, /*transposed=*/false, none,
                                    /*groups=*/1, wanted);
}

at::Tensor convolve(const at::Tensor& input, const at::Tensor& weight) {
    // Only the shape of what the gradient is of matters.
    auto shape = at::empty({input.size(0), weight.size(0), 2 * input.size(2), 2 * input.size(3)}, input.options(), at::MemoryFormat::ChannelsLast);
    return std::get<0>(slopes_of(input, shape, enlarged(weight), two, {true, false, false})).contiguous(at::MemoryFormat::ChannelsLast);
}

struct DoubledConvolution : torch::autograd::Function<DoubledConvolution> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, const at::Tensor& weight) {
        context->save_for_backward({input, weight});
        return convolve(input, weight);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list slopes) {
        auto saved = context->get_saved_variables();
        const auto& input = saved[0];
        const auto& weight = saved[1];
        if (c10::GradMode::is_enabled()) { // for gradients of gradients
            auto [of_doubled, w, b] = slopes_of(slopes[0], doubled(input), weight, one, {true, true, false});
            return {at::upsample_nearest2d_backward(of_doubled, doubled_size(input), input.sizes(), 2.0, 2.0), w};
        }
        auto slope = slopes[0].contiguous(at::MemoryFormat::ChannelsLast);
        auto large_weight = enlarged(weight);
        at::Tensor input_slope, weight_slope;
        if (context->needs_input_grad(0)) input_slope = at::conv2d(slope, large_weight, {}, two, one);
        if (context->needs_input_grad(1)) weight_slope = reduced(std::get<1>(slopes_of(input, slope, large_weight, two, {false, true, false})));
        return {input_slope, weight_slope};
    }
};

} // namespace

// conv2d(input, its size doubled by repeating pixels; 3×3, stride 1, padding 1). Each pixel is there four times: nine products of repeated
// pixels are four products with sums of weights, which is a transposed convolution. On the CPU, float, channels last.
DCAI_EXPORT int dcai_conv2d_doubled(Handle input, Handle weight, Handle* result) {
    return give(result, [&] {
        if (!fits(*input, *weight, small)) return at::conv2d(doubled(*input), *weight, {}, one, one);
        return is_recorded(*input, *weight) ? DoubledConvolution::apply(*input, *weight) : convolve(*input, *weight);
    });
}
