#include "rows.h"

namespace dcai {

namespace {

VECTORISED void add_rows(const float* __restrict x, Matrix m, float* __restrict sums) {
    for (; m.rows >= 4; m.rows -= 4, x += 4 * m.channels)
        for (std::int64_t c = 0; c < m.channels; ++c)
            sums[c] += (x[c] + x[m.channels + c]) + (x[2 * m.channels + c] + x[3 * m.channels + c]);
    for (; m.rows > 0; --m.rows, x += m.channels)
        for (std::int64_t c = 0; c < m.channels; ++c) sums[c] += x[c];
}

} // namespace

std::vector<double> column_sums(const float* x, Matrix m) {
    auto [totals] = sum_blocks<1>(m, [x](auto first, Matrix block, auto* sums) { add_rows(x + first, block, sums); });
    return std::move(totals);
}

} // namespace dcai
