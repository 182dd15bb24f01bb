#include "shim.h"

#include <ATen/ops/einsum.h>
#include <ATen/ops/std.h>
#include <ATen/ops/var.h>

using namespace dcai;

#define TO_ONE(name)                                                                                               \
    DCAI_EXPORT int dcai_##name##_all(Handle self, Handle* result) {                                               \
        return give(result, [&] { return self->name(); });                                                         \
    }
TO_ONE(all)
TO_ONE(any)
TO_ONE(argmax)
TO_ONE(argmin)
TO_ONE(max)
TO_ONE(median)
TO_ONE(min)

#define TO_ONE_TYPED(name)                                                                                         \
    DCAI_EXPORT int dcai_##name##_all(Handle self, std::int32_t dtype, Handle* result) {                           \
        return give(result, [&] { return self->name(maybe_type(dtype)); });                                        \
    }
TO_ONE_TYPED(mean)
TO_ONE_TYPED(prod)
TO_ONE_TYPED(sum)

#define ALONG_DIM(name)                                                                                            \
    DCAI_EXPORT int dcai_##name(Handle self, std::int64_t dim, std::int32_t keepdim, Handle* result) {             \
        return give(result, [&] { return self->name(dim, keepdim != 0); });                                        \
    }
ALONG_DIM(all)
ALONG_DIM(any)
ALONG_DIM(argmax)
ALONG_DIM(argmin)

#define VALUES_AND_INDICES(name)                                                                                   \
    DCAI_EXPORT int dcai_##name(Handle self, std::int64_t dim, std::int32_t keepdim, Handle* values,               \
                                Handle* indices) {                                                                 \
        return give_pair(values, indices, [&] { return self->name(dim, keepdim != 0); });                          \
    }
VALUES_AND_INDICES(max)
VALUES_AND_INDICES(min)

#define ALONG_DIMS(name)                                                                                           \
    DCAI_EXPORT int dcai_##name(Handle self, const std::int64_t* dims, std::int64_t count, std::int32_t keepdim,   \
                                Handle* result) {                                                                  \
        return give(result, [&] { return self->name(sizes(dims, count), keepdim != 0); });                         \
    }
ALONG_DIMS(amax)
ALONG_DIMS(amin)
ALONG_DIMS(logsumexp)

#define ALONG_DIMS_TYPED(name)                                                                                     \
    DCAI_EXPORT int dcai_##name(Handle self, const std::int64_t* dims, std::int64_t count, std::int32_t keepdim,   \
                                std::int32_t dtype, Handle* result) {                                              \
        return give(result, [&] { return self->name(sizes(dims, count), keepdim != 0, maybe_type(dtype)); });      \
    }
ALONG_DIMS_TYPED(mean)
ALONG_DIMS_TYPED(sum)

#define SPREAD(name)                                                                                               \
    DCAI_EXPORT int dcai_##name##_all(Handle self, std::int32_t unbiased, Handle* result) {                        \
        return give(result, [&] { return self->name(unbiased != 0); });                                            \
    }                                                                                                              \
    DCAI_EXPORT int dcai_##name(Handle self, const std::int64_t* dims, std::int64_t count, std::int32_t unbiased,  \
                                std::int32_t keepdim, Handle* result) {                                            \
        return give(result, [&] { return self->name(sizes(dims, count), unbiased != 0, keepdim != 0); });          \
    }
SPREAD(std)
SPREAD(var)

DCAI_EXPORT int dcai_prod(Handle self, std::int64_t dim, std::int32_t keepdim, std::int32_t dtype, Handle* result) {
    return give(result, [&] { return self->prod(dim, keepdim != 0, maybe_type(dtype)); });
}

DCAI_EXPORT int dcai_cumsum(Handle self, std::int64_t dim, std::int32_t dtype, Handle* result) {
    return give(result, [&] { return self->cumsum(dim, maybe_type(dtype)); });
}

DCAI_EXPORT int dcai_norm_all(Handle self, double p, Handle* result) {
    return give(result, [&] { return self->norm(p); });
}

DCAI_EXPORT int dcai_norm(Handle self, std::int64_t dim, std::int32_t keepdim, double p, Handle* result) {
    return give(result, [&] { return self->norm(optional<at::Scalar>{at::Scalar(p)}, sizes(&dim, 1), keepdim != 0); });
}

DCAI_EXPORT int dcai_softmax(Handle self, std::int64_t dim, std::int32_t dtype, Handle* result) {
    return give(result, [&] { return self->softmax(dim, maybe_type(dtype)); });
}

DCAI_EXPORT int dcai_log_softmax(Handle self, std::int64_t dim, std::int32_t dtype, Handle* result) {
    return give(result, [&] { return self->log_softmax(dim, maybe_type(dtype)); });
}

DCAI_EXPORT int dcai_topk(Handle self, std::int64_t k, std::int64_t dim, std::int32_t largest, std::int32_t sorted,
                          Handle* values, Handle* indices) {
    return give_pair(values, indices, [&] { return self->topk(k, dim, largest != 0, sorted != 0); });
}

DCAI_EXPORT int dcai_sort(Handle self, std::int64_t dim, std::int32_t descending, std::int32_t stable, Handle* values,
                          Handle* indices) {
    return give_pair(values, indices, [&] { return self->sort(optional<bool>{stable != 0}, dim, descending != 0); });
}

DCAI_EXPORT int dcai_argsort(Handle self, std::int64_t dim, std::int32_t descending, Handle* result) {
    return give(result, [&] { return self->argsort(dim, descending != 0); });
}

DCAI_EXPORT int dcai_bincount(Handle self, Handle weights, std::int64_t minimum_length, Handle* result) {
    return give(result, [&] { return self->bincount(maybe(weights), minimum_length); });
}

DCAI_EXPORT int dcai_einsum(const char* equation, const Handle* operands, std::int64_t count, Handle* result) {
    return give(result, [&] { return at::einsum(equation, tensors(operands, count)); });
}
