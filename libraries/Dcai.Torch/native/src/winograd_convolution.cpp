#include "rows.h"
#include "shim.h"

#include <ATen/ops/bmm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

using namespace dcai;

namespace {

constexpr std::int64_t outputs_a_side = 4, inputs_a_side = 6, weights_a_side = 3, points = inputs_a_side * inputs_a_side;

// Channels that are transformed at a time: 36 vectors of them stay in the first cache.
constexpr std::int64_t block = 64;

const std::vector<std::int64_t> none{0, 0}, one{1, 1};

// Which part of a window lies in the image.
struct Range {
    std::int64_t first;
    std::int64_t last;
};

// One side of a transform: [rows, columns].
struct Side {
    const float* values;
    std::int64_t columns;
};

// Lavin and Gray 2016, section 4.3: F(4×4, 3×3), points 0, ±1, ±2 and infinity.
constexpr float input_values[] = {4, 0, -5, 0, 1, 0, 0, -4, -4, 1, 1, 0, 0, 4, -4, -1, 1, 0, 0, -2, -1, 2, 1, 0, 0, 2, -1, -2, 1, 0, 0, 4, 0, -5, 0, 1};
constexpr float weight_values[] = {1.0f / 4,  0,          0,        -1.0f / 6, -1.0f / 6, -1.0f / 6, -1.0f / 6, 1.0f / 6, -1.0f / 6,
                                   1.0f / 24, 1.0f / 12,  1.0f / 6, 1.0f / 24, -1.0f / 12, 1.0f / 6, 0,         0,        1};
constexpr float output_values[] = {1, 1, 1, 1, 1, 0, 0, 1, -1, 2, -2, 0, 0, 1, 1, 4, 4, 0, 0, 1, -1, 8, -8, 1};
constexpr Side of_inputs{input_values, inputs_a_side}, of_weights{weight_values, weights_a_side}, of_outputs{output_values, inputs_a_side};

// to[i] = or += Σ side[i, k]·from[k], or of side[k, i]; i and k begin with the ranges, and each is a vector of so many floats.
VECTORISED void multiply(Side side, bool transposed, Range rows, Range columns, const float* __restrict from, std::int64_t from_stride,
                         float* __restrict to, std::int64_t to_stride, std::int64_t floats, bool add) {
    for (auto i = rows.first; i < rows.last; ++i) {
        auto* target = to + (i - rows.first) * to_stride;
        if (!add) std::fill_n(target, floats, 0.0f);
        for (auto k = columns.first; k < columns.last; ++k) {
            auto factor = side.values[transposed ? k * side.columns + i : i * side.columns + k];
            if (factor == 0) continue;
            const auto* source = from + (k - columns.first) * from_stride;
            for (std::int64_t c = 0; c < floats; ++c) target[c] += factor * source[c];
        }
    }
}

// Places of a transform's vectors: [height, width] of them, so many floats apart.
struct Places {
    Range high;
    Range wide;
    std::int64_t row_stride;
    std::int64_t stride;
};

// Both sides: to[i, j] = or += Σ side[i, k]·side[j, l]·from[k, l].
void transform(Side side, bool transposed, const float* from, Places source, float* to, Places target, std::int64_t channels, bool add) {
    float between[inputs_a_side * inputs_a_side * block];
    auto width = source.wide.last - source.wide.first;
    for (std::int64_t c = 0; c < channels; c += block) {
        auto floats = std::min(block, channels - c);
        for (std::int64_t l = 0; l < width; ++l)
            multiply(side, transposed, target.high, source.high, from + l * source.stride + c, source.row_stride, between + l * block, width * block, floats, false);
        for (std::int64_t i = 0; i < target.high.last - target.high.first; ++i)
            multiply(side, transposed, target.wide, source.wide, between + i * width * block, block, to + i * target.row_stride + c, target.stride, floats, add);
    }
}

// Channels last: N images of H·W pixels, and the tiles of 4×4 that cover them.
struct Tiling {
    std::int64_t images, height, width, channels;

    explicit Tiling(const at::Tensor& t) : images(t.size(0)), height(t.size(2)), width(t.size(3)), channels(t.size(1)) {}

    std::int64_t high() const { return (height + outputs_a_side - 1) / outputs_a_side; }
    std::int64_t wide() const { return (width + outputs_a_side - 1) / outputs_a_side; }
    std::int64_t count() const { return images * high() * wide(); }

    // Calls body(number of the tile, first float of its window, the part of the window that is in the image) for windows that begin so many pixels before the tiles.
    template <class Body> void each(std::int64_t before, std::int64_t side, Body&& body) const {
        auto tile = std::int64_t{0};
        for (std::int64_t n = 0; n < images; ++n)
            for (std::int64_t y = -before; y < height - before; y += outputs_a_side)
                for (std::int64_t x = -before; x < width - before; x += outputs_a_side) {
                    Range rows{std::max<std::int64_t>(0, -y), std::min(side, height - y)}, columns{std::max<std::int64_t>(0, -x), std::min(side, width - x)};
                    body(tile++, ((n * height + y + rows.first) * width + x + columns.first) * channels, Places{rows, columns, width * channels, channels});
                }
    }
};

// [36, rows, channels]: a vector for each point.
Places by_point(std::int64_t rows, std::int64_t channels) { return {{0, inputs_a_side}, {0, inputs_a_side}, inputs_a_side * rows * channels, rows * channels}; }

at::Tensor matrices(std::int64_t rows, std::int64_t channels, const at::Tensor& like) { return at::empty({points, rows, channels}, like.options()); }

// What of an image belongs to a tile: so many pixels a side, which begin so many before it.
struct Window {
    Side side;
    std::int64_t before;
    std::int64_t span;

    bool overlaps() const { return span > outputs_a_side; }
};

constexpr Window input_window{of_inputs, 1, inputs_a_side}, output_window{of_outputs, 0, outputs_a_side};

// The windows of all tiles, transformed.
at::Tensor gather(const at::Tensor& image, Window window, bool transposed) {
    Tiling tiles(image);
    auto result = matrices(tiles.count(), tiles.channels, image);
    const auto* from = image.data_ptr<float>();
    auto* to = result.data_ptr<float>();
    tiles.each(window.before, window.span, [&](std::int64_t tile, std::int64_t at, Places in_image) {
        transform(window.side, transposed, from + at, in_image, to + tile * tiles.channels, by_point(tiles.count(), tiles.channels), tiles.channels, false);
    });
    return result;
}

// The image of that size whose windows are the sums of what the tiles are transformed to.
at::Tensor scatter(const at::Tensor& values, Window window, bool transposed, at::IntArrayRef size) {
    auto result = at::empty(size, values.options(), at::MemoryFormat::ChannelsLast);
    if (window.overlaps()) result.zero_();
    Tiling tiles(result);
    const auto* from = values.data_ptr<float>();
    auto* to = result.data_ptr<float>();
    tiles.each(window.before, window.span, [&](std::int64_t tile, std::int64_t at, Places in_image) {
        transform(window.side, transposed, from + tile * tiles.channels, by_point(tiles.count(), tiles.channels), to + at, in_image, tiles.channels, window.overlaps());
    });
    return result;
}

Places kernel_places(std::int64_t inputs) { return {{0, weights_a_side}, {0, weights_a_side}, weights_a_side * inputs, inputs}; }

at::Tensor transformed_weight(const at::Tensor& weight) {
    auto outputs = weight.size(0), inputs = weight.size(1);
    auto result = matrices(outputs, inputs, weight);
    for (std::int64_t o = 0; o < outputs; ++o)
        transform(of_weights, false, weight.data_ptr<float>() + o * weights_a_side * weights_a_side * inputs, kernel_places(inputs),
                  result.data_ptr<float>() + o * inputs, by_point(outputs, inputs), inputs, false);
    return result;
}

at::Tensor weight_slope(const at::Tensor& slope, const at::Tensor& weight) {
    auto outputs = weight.size(0), inputs = weight.size(1);
    auto result = at::empty(weight.sizes(), weight.options(), at::MemoryFormat::ChannelsLast);
    for (std::int64_t o = 0; o < outputs; ++o)
        transform(of_weights, true, slope.data_ptr<float>() + o * inputs, by_point(outputs, inputs),
                  result.data_ptr<float>() + o * weights_a_side * weights_a_side * inputs, kernel_places(inputs), inputs, false);
    return result;
}

at::Tensor transformed_input(const at::Tensor& input) { return gather(input, input_window, false); }

at::Tensor convolve(const at::Tensor& input, const at::Tensor& inputs, const at::Tensor& weights) {
    return scatter(at::bmm(inputs, weights.transpose(1, 2)), output_window, false, {input.size(0), weights.size(1), input.size(2), input.size(3)});
}

struct WinogradConvolution : torch::autograd::Function<WinogradConvolution> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, const at::Tensor& weight) {
        context->save_for_backward({input, weight});
        auto inputs = transformed_input(input), weights = transformed_weight(weight);
        if (weight.requires_grad()) context->saved_data["inputs"] = inputs;
        context->saved_data["weights"] = weights;
        return convolve(input, inputs, weights);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list slopes) {
        auto saved = context->get_saved_variables();
        const auto& input = saved[0];
        const auto& weight = saved[1];
        if (c10::GradMode::is_enabled()) { // for gradients of gradients
            auto [x, w, b] = at::convolution_backward(slopes[0], input, weight, optional<at::IntArrayRef>{}, one, one, one, /*transposed=*/false, none,
                                                      /*groups=*/1, {true, true, false});
            return {x, w};
        }
        auto products = gather(slopes[0].contiguous(at::MemoryFormat::ChannelsLast), output_window, true);
        at::Tensor of_input, of_weight;
        if (context->needs_input_grad(0)) of_input = scatter(at::bmm(products, context->saved_data["weights"].toTensor()), input_window, true, input.sizes());
        if (context->needs_input_grad(1)) of_weight = weight_slope(at::bmm(products.transpose(1, 2), context->saved_data["inputs"].toTensor()), weight);
        return {of_input, of_weight};
    }
};

} // namespace

// conv2d(input; 3×3, stride 1, padding 1) by minimal filtering: 36 products for 16 outputs of a channel where the definition takes 144, for
// transforms that many channels share. It differs by rounding, three to five times as much. On the CPU, float, channels last.
DCAI_EXPORT int dcai_conv2d_winograd(Handle input, Handle weight, Handle* result) {
    return give(result, [&] {
        if (!fits(*input, *weight, weights_a_side)) return at::conv2d(*input, *weight, {}, one, one);
        return is_recorded(*input, *weight) ? WinogradConvolution::apply(*input, *weight) : convolve(*input, transformed_input(*input), transformed_weight(*weight));
    });
}
