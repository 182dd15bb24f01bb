// A batch of images, channels last, as a matrix of one row a pixel.
#pragma once

#include "shim.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

// Compiled for each of them; the processor's best is picked at run time.
#define VECTORISED __attribute__((target_clones("avx512f", "avx2", "default")))

namespace dcai {

struct Matrix {
    std::int64_t rows;
    std::int64_t channels;
};

// Whether loops of our own can work on it.
inline bool is_plain(const at::Tensor& t) { return t.device().is_cpu() && t.layout() == at::kStrided && t.scalar_type() == at::kFloat; }

inline bool is_matrix(const at::Tensor& images) {
    return is_plain(images) && images.dim() == 4 && images.numel() > 0 && images.is_contiguous(at::MemoryFormat::ChannelsLast);
}

inline Matrix matrix(const at::Tensor& images) { return {images.size(0) * images.size(2) * images.size(3), images.size(1)}; }

inline bool one_a_channel(Handle t, std::int64_t channels) {
    return t != nullptr && is_plain(*t) && t->dim() == 1 && t->size(0) == channels && t->is_contiguous();
}

// Whether a square kernel of that side is for these images, and both are matrices.
inline bool fits(const at::Tensor& images, const at::Tensor& kernel, std::int64_t side) {
    return is_matrix(images) && is_matrix(kernel) && kernel.size(1) == images.size(1) && kernel.size(2) == side && kernel.size(3) == side;
}

inline bool is_recorded(const at::Tensor& images, const at::Tensor& kernel) {
    return c10::GradMode::is_enabled() && (images.requires_grad() || kernel.requires_grad());
}

// Sums run over blocks of rows in float and over the blocks in double: few enough additions in float to lose nothing, and always in
// the same order. Calls body(first element, block, Count sums a channel) and returns, by channel, the sums over all blocks.
template <std::size_t Count, class Body> std::array<std::vector<double>, Count> sum_blocks(Matrix m, Body&& body) {
    constexpr std::int64_t block_rows = 64;
    auto channels = static_cast<std::size_t>(m.channels);
    std::array<std::vector<double>, Count> totals;
    totals.fill(std::vector<double>(channels));
    std::vector<float> sums(Count * channels);
    for (std::int64_t row = 0; row < m.rows; row += block_rows) {
        std::fill(sums.begin(), sums.end(), 0.0f);
        body(row * m.channels, Matrix{std::min(block_rows, m.rows - row), m.channels}, sums.data());
        for (std::size_t i = 0; i < Count; ++i)
            for (std::size_t c = 0; c < channels; ++c) totals[i][c] += sums[i * channels + c];
    }
    return totals;
}

// By channel the sum over all rows.
std::vector<double> column_sums(const float* x, Matrix m);

} // namespace dcai
