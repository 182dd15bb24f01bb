#include "shim.h"

#include <ATen/core/Reduction.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/affine_grid_generator.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/binary_cross_entropy.h>
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/embedding_renorm.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/grid_sampler.h>
#include <ATen/ops/l1_loss.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/nll_loss_nd.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/pad.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/upsample_bicubic2d.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/upsample_nearest2d.h>

#include <algorithm>

using namespace dcai;

DCAI_EXPORT int dcai_conv2d(Handle input, Handle weight, Handle bias, const std::int64_t* stride, std::int64_t stride_count,
                            const std::int64_t* padding, std::int64_t padding_count, const std::int64_t* dilation,
                            std::int64_t dilation_count, std::int64_t groups, Handle* result) {
    return give(result, [&] {
        auto all = [](const std::int64_t* values, std::int64_t count, std::int64_t value) {
            return std::all_of(values, values + count, [value](auto v) { return v == value; });
        };
        if (groups == 1 && all(stride, stride_count, 1) && all(padding, padding_count, 0) && is_pointwise(*input, *weight, bias))
            return pointwise_convolution(*input, *weight, bias);
        if (groups == 1 && stride_count == 2 && padding_count == 2 && all(dilation, dilation_count, 1) && is_thin(*input, *weight))
            return thin_convolution(*input, *weight, bias, sizes(stride, stride_count), sizes(padding, padding_count));
        return at::conv2d(*input, *weight, maybe(bias), sizes(stride, stride_count), sizes(padding, padding_count),
                          sizes(dilation, dilation_count), groups);
    });
}

DCAI_EXPORT int dcai_conv2d_same(Handle input, Handle weight, Handle bias, const std::int64_t* stride,
                                 std::int64_t stride_count, std::int32_t same, const std::int64_t* dilation,
                                 std::int64_t dilation_count, std::int64_t groups, Handle* result) {
    return give(result, [&] {
        return at::conv2d(*input, *weight, maybe(bias), sizes(stride, stride_count), same != 0 ? "same" : "valid",
                          sizes(dilation, dilation_count), groups);
    });
}

DCAI_EXPORT int dcai_conv_transpose2d(Handle input, Handle weight, Handle bias, const std::int64_t* stride,
                                      std::int64_t stride_count, const std::int64_t* padding, std::int64_t padding_count,
                                      const std::int64_t* output_padding, std::int64_t output_padding_count,
                                      const std::int64_t* dilation, std::int64_t dilation_count, std::int64_t groups,
                                      Handle* result) {
    return give(result, [&] {
        return at::conv_transpose2d(*input, *weight, maybe(bias), sizes(stride, stride_count),
                                    sizes(padding, padding_count), sizes(output_padding, output_padding_count), groups,
                                    sizes(dilation, dilation_count));
    });
}

DCAI_EXPORT int dcai_linear(Handle input, Handle weight, Handle bias, Handle* result) {
    return give(result, [&] { return at::linear(*input, *weight, maybe(bias)); });
}

DCAI_EXPORT int dcai_max_pool2d(Handle input, const std::int64_t* kernel, std::int64_t kernel_count,
                                const std::int64_t* stride, std::int64_t stride_count, const std::int64_t* padding,
                                std::int64_t padding_count, const std::int64_t* dilation, std::int64_t dilation_count,
                                std::int32_t ceil_mode, Handle* result) {
    return give(result, [&] {
        return at::max_pool2d(*input, sizes(kernel, kernel_count), sizes(stride, stride_count),
                              sizes(padding, padding_count), sizes(dilation, dilation_count), ceil_mode != 0);
    });
}

DCAI_EXPORT int dcai_avg_pool2d(Handle input, const std::int64_t* kernel, std::int64_t kernel_count,
                                const std::int64_t* stride, std::int64_t stride_count, const std::int64_t* padding,
                                std::int64_t padding_count, std::int32_t ceil_mode, std::int32_t count_include_pad,
                                std::int64_t divisor, Handle* result) {
    return give(result, [&] {
        return at::avg_pool2d(*input, sizes(kernel, kernel_count), sizes(stride, stride_count),
                              sizes(padding, padding_count), ceil_mode != 0, count_include_pad != 0,
                              divisor == 0 ? optional<std::int64_t>{} : optional<std::int64_t>{divisor});
    });
}

DCAI_EXPORT int dcai_adaptive_avg_pool2d(Handle input, const std::int64_t* size, std::int64_t count, Handle* result) {
    return give(result, [&] { return at::adaptive_avg_pool2d(*input, sizes(size, count)); });
}

DCAI_EXPORT int dcai_pad(Handle input, const std::int64_t* pad, std::int64_t count, const char* mode, double value,
                         std::int32_t has_value, Handle* result) {
    return give(result, [&] {
        return at::pad(*input, sizes(pad, count), mode, has_value != 0 ? optional<double>{value} : optional<double>{});
    });
}

DCAI_EXPORT int dcai_leaky_relu(Handle input, Number slope, Handle* result) {
    return give(result, [&] { return at::leaky_relu(*input, scalar(slope)); });
}

DCAI_EXPORT int dcai_leaky_relu_(Handle input, Number slope) {
    return attempt([&] { at::leaky_relu_(*input, scalar(slope)); });
}

DCAI_EXPORT int dcai_elu(Handle input, Number alpha, Handle* result) {
    return give(result, [&] { return at::elu(*input, scalar(alpha)); });
}

DCAI_EXPORT int dcai_softplus(Handle input, double beta, double threshold, Handle* result) {
    return give(result, [&] { return at::softplus(*input, beta, threshold); });
}

DCAI_EXPORT int dcai_dropout(Handle input, double p, std::int32_t training, Handle* result) {
    return give(result, [&] { return at::dropout(*input, p, training != 0); });
}

DCAI_EXPORT int dcai_dropout_(Handle input, double p, std::int32_t training) {
    return attempt([&] { at::dropout_(*input, p, training != 0); });
}

DCAI_EXPORT int dcai_embedding(Handle weight, Handle indices, std::int64_t padding_index, std::int32_t scale_by_frequency,
                               std::int32_t sparse, Handle* result) {
    return give(result, [&] {
        return at::embedding(*weight, *indices, padding_index, scale_by_frequency != 0, sparse != 0);
    });
}

// Shortens the rows that are about to be looked up.
DCAI_EXPORT int dcai_embedding_renorm_(Handle weight, Handle indices, double max_norm, double norm_type) {
    return attempt([&] { at::embedding_renorm_(*weight, *indices, max_norm, norm_type); });
}

DCAI_EXPORT int dcai_one_hot(Handle input, std::int64_t classes, Handle* result) {
    return give(result, [&] { return at::one_hot(*input, classes); });
}

DCAI_EXPORT int dcai_cross_entropy(Handle input, Handle target, Handle weight, std::int64_t reduction,
                                   std::int64_t ignore_index, double label_smoothing, Handle* result) {
    return give(result, [&] {
        return at::cross_entropy_loss(*input, *target, maybe(weight), reduction, ignore_index, label_smoothing);
    });
}

DCAI_EXPORT int dcai_nll_loss(Handle input, Handle target, Handle weight, std::int64_t reduction,
                              std::int64_t ignore_index, Handle* result) {
    return give(result, [&] { return at::nll_loss_nd(*input, *target, maybe(weight), reduction, ignore_index); });
}

DCAI_EXPORT int dcai_binary_cross_entropy(Handle input, Handle target, Handle weight, std::int64_t reduction,
                                          Handle* result) {
    return give(result, [&] { return at::binary_cross_entropy(*input, *target, maybe(weight), reduction); });
}

DCAI_EXPORT int dcai_binary_cross_entropy_with_logits(Handle input, Handle target, Handle weight, Handle positive_weight,
                                                      std::int64_t reduction, Handle* result) {
    return give(result, [&] {
        return at::binary_cross_entropy_with_logits(*input, *target, maybe(weight), maybe(positive_weight), reduction);
    });
}

DCAI_EXPORT int dcai_mse_loss(Handle input, Handle target, std::int64_t reduction, Handle* result) {
    return give(result, [&] { return at::mse_loss(*input, *target, reduction); });
}

DCAI_EXPORT int dcai_l1_loss(Handle input, Handle target, std::int64_t reduction, Handle* result) {
    return give(result, [&] { return at::l1_loss(*input, *target, reduction); });
}

DCAI_EXPORT int dcai_affine_grid(Handle theta, const std::int64_t* size, std::int64_t count, std::int32_t align_corners,
                                 Handle* result) {
    return give(result, [&] { return at::affine_grid_generator(*theta, sizes(size, count), align_corners != 0); });
}

DCAI_EXPORT int dcai_grid_sample(Handle input, Handle grid, std::int64_t mode, std::int64_t padding_mode,
                                 std::int32_t align_corners, Handle* result) {
    return give(result, [&] { return at::grid_sampler(*input, *grid, mode, padding_mode, align_corners != 0); });
}

// scale is given beside the size it yields: the two differ in the sampled positions when the product is not whole.
DCAI_EXPORT int dcai_upsample2d(Handle input, const std::int64_t* size, double scale_height, double scale_width,
                                std::int32_t has_scale, std::int32_t mode, std::int32_t align_corners, Handle* result) {
    return give(result, [&] {
        auto height = has_scale != 0 ? optional<double>{scale_height} : optional<double>{};
        auto width = has_scale != 0 ? optional<double>{scale_width} : optional<double>{};
        auto output = sizes(size, 2);
        switch (mode) {
        case 0: return at::upsample_nearest2d(*input, output, height, width);
        case 2: return at::upsample_bilinear2d(*input, output, align_corners != 0, height, width);
        case 3: return at::upsample_bicubic2d(*input, output, align_corners != 0, height, width);
        default: C10_THROW_ERROR(ValueError, "interpolate: only nearest, bilinear and bicubic of 4-D input are offered");
        }
    });
}
