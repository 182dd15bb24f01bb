#include "shim.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/index.h>
#include <ATen/ops/index_put.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>

using namespace dcai;

DCAI_EXPORT void dcai_free(Handle self) { delete self; }

DCAI_EXPORT int dcai_alias(Handle self, Handle* result) {
    return give(result, [&] { return *self; });
}

DCAI_EXPORT std::int64_t dcai_dim(Handle self) { return self->dim(); }

DCAI_EXPORT std::int64_t dcai_numel(Handle self) { return self->numel(); }

DCAI_EXPORT std::int64_t dcai_element_size(Handle self) { return self->element_size(); }

DCAI_EXPORT std::int32_t dcai_dtype(Handle self) { return static_cast<std::int32_t>(self->scalar_type()); }

DCAI_EXPORT void dcai_device(Handle self, std::int32_t* type, std::int32_t* index) {
    auto where = self->device();
    *type = static_cast<std::int32_t>(where.type());
    *index = where.index();
}

DCAI_EXPORT int dcai_sizes(Handle self, std::int64_t* result) {
    return attempt([&] {
        auto values = self->sizes();
        std::copy(values.begin(), values.end(), result);
    });
}

DCAI_EXPORT int dcai_strides(Handle self, std::int64_t* result) {
    return attempt([&] {
        auto values = self->strides();
        std::copy(values.begin(), values.end(), result);
    });
}

DCAI_EXPORT int dcai_data(Handle self, void** result) {
    return attempt([&] { *result = self->data_ptr(); });
}

DCAI_EXPORT int dcai_item(Handle self, Number* result) {
    return attempt([&] {
        auto value = self->item();
        if (value.isBoolean()) *result = {0, value.toBool() ? 1 : 0, 2};
        else if (value.isIntegral(false)) *result = {0, value.toLong(), 0};
        else *result = {value.toDouble(), 0, 1};
    });
}

DCAI_EXPORT std::int32_t dcai_requires_grad(Handle self) { return self->requires_grad() ? 1 : 0; }

DCAI_EXPORT int dcai_set_requires_grad(Handle self, std::int32_t value) {
    return attempt([&] { self->set_requires_grad(value != 0); });
}

DCAI_EXPORT std::int32_t dcai_is_leaf(Handle self) { return self->is_leaf() ? 1 : 0; }

// memory_format: 0 contiguous, 2 channels last, as in c10.
DCAI_EXPORT int dcai_is_contiguous(Handle self, std::int32_t memory_format, std::int32_t* result) {
    return attempt([&] { *result = self->is_contiguous(static_cast<at::MemoryFormat>(memory_format)) ? 1 : 0; });
}

DCAI_EXPORT int dcai_contiguous(Handle self, std::int32_t memory_format, Handle* result) {
    return give(result, [&] { return self->contiguous(static_cast<at::MemoryFormat>(memory_format)); });
}

// Gives a parameter other storage, keeping its identity for autograd and the optimiser.
DCAI_EXPORT int dcai_set_data(Handle self, Handle source) {
    return attempt([&] { self->set_data(*source); });
}

DCAI_EXPORT int dcai_to(Handle self, std::int32_t dtype, std::int32_t device_type, std::int32_t device_index,
                        std::int32_t copy, std::int32_t non_blocking, Handle* result) {
    return give(result, [&] {
        auto type = dtype < 0 ? self->scalar_type() : static_cast<at::ScalarType>(dtype);
        auto where = device_type < 0 ? self->device() : device(device_type, device_index);
        return self->to(where, type, non_blocking != 0, copy != 0);
    });
}

DCAI_EXPORT int dcai_clone(Handle self, Handle* result) {
    return give(result, [&] { return self->clone(); });
}

DCAI_EXPORT int dcai_copy_(Handle self, Handle source, std::int32_t non_blocking) {
    return attempt([&] { self->copy_(*source, non_blocking != 0); });
}

DCAI_EXPORT int dcai_detach(Handle self, Handle* result) {
    return give(result, [&] { return self->detach(); });
}

DCAI_EXPORT int dcai_detach_(Handle self) {
    return attempt([&] { self->detach_(); });
}

DCAI_EXPORT int dcai_fill_(Handle self, Number value) {
    return attempt([&] { self->fill_(scalar(value)); });
}

DCAI_EXPORT int dcai_zero_(Handle self) {
    return attempt([&] { self->zero_(); });
}

DCAI_EXPORT int dcai_uniform_(Handle self, double from, double to, at::Generator* generator) {
    return attempt([&] { self->uniform_(from, to, maybe(generator)); });
}

DCAI_EXPORT int dcai_normal_(Handle self, double mean, double std, at::Generator* generator) {
    return attempt([&] { self->normal_(mean, std, maybe(generator)); });
}

DCAI_EXPORT int dcai_bernoulli(Handle self, at::Generator* generator, Handle* result) {
    return give(result, [&] { return self->bernoulli(maybe(generator)); });
}

DCAI_EXPORT int dcai_bernoulli_(Handle self, double p, at::Generator* generator) {
    return attempt([&] { self->bernoulli_(p, maybe(generator)); });
}

DCAI_EXPORT int dcai_multinomial(Handle self, std::int64_t count, std::int32_t replacement, at::Generator* generator,
                                 Handle* result) {
    return give(result, [&] { return self->multinomial(count, replacement != 0, maybe(generator)); });
}

#define SIZES_TO_TENSOR(name)                                                                                      \
    DCAI_EXPORT int dcai_##name(Handle self, const std::int64_t* values, std::int64_t count, Handle* result) {     \
        return give(result, [&] { return self->name(sizes(values, count)); });                                     \
    }
SIZES_TO_TENSOR(view)
SIZES_TO_TENSOR(reshape)
SIZES_TO_TENSOR(permute)
SIZES_TO_TENSOR(repeat)
SIZES_TO_TENSOR(flip)
SIZES_TO_TENSOR(tile)

DCAI_EXPORT int dcai_expand(Handle self, const std::int64_t* size, std::int64_t rank, Handle* result) {
    return give(result, [&] { return self->expand(sizes(size, rank)); });
}

DCAI_EXPORT int dcai_roll(Handle self, const std::int64_t* shifts, std::int64_t shift_count, const std::int64_t* dims,
                          std::int64_t dim_count, Handle* result) {
    return give(result, [&] { return self->roll(sizes(shifts, shift_count), sizes(dims, dim_count)); });
}

DCAI_EXPORT int dcai_flatten(Handle self, std::int64_t start, std::int64_t end, Handle* result) {
    return give(result, [&] { return self->flatten(start, end); });
}

DCAI_EXPORT int dcai_transpose(Handle self, std::int64_t first, std::int64_t second, Handle* result) {
    return give(result, [&] { return self->transpose(first, second); });
}

DCAI_EXPORT int dcai_unsqueeze(Handle self, std::int64_t dim, Handle* result) {
    return give(result, [&] { return self->unsqueeze(dim); });
}

DCAI_EXPORT int dcai_squeeze(Handle self, Handle* result) {
    return give(result, [&] { return self->squeeze(); });
}

DCAI_EXPORT int dcai_squeeze_dim(Handle self, std::int64_t dim, Handle* result) {
    return give(result, [&] { return self->squeeze(dim); });
}

DCAI_EXPORT int dcai_narrow(Handle self, std::int64_t dim, std::int64_t start, std::int64_t length, Handle* result) {
    return give(result, [&] { return self->narrow(dim, start, length); });
}

DCAI_EXPORT int dcai_slice(Handle self, std::int64_t dim, std::int64_t start, std::int64_t end, std::int64_t step,
                           Handle* result) {
    return give(result, [&] { return self->slice(dim, start, end, step); });
}

DCAI_EXPORT int dcai_select(Handle self, std::int64_t dim, std::int64_t index, Handle* result) {
    return give(result, [&] { return self->select(dim, index); });
}

DCAI_EXPORT int dcai_index_select(Handle self, std::int64_t dim, Handle index, Handle* result) {
    return give(result, [&] { return self->index_select(dim, *index); });
}

DCAI_EXPORT int dcai_gather(Handle self, std::int64_t dim, Handle index, Handle* result) {
    return give(result, [&] { return self->gather(dim, *index); });
}

#define SCATTER(name)                                                                                              \
    DCAI_EXPORT int dcai_##name(Handle self, std::int64_t dim, Handle index, Handle source, Handle* result) {      \
        return give(result, [&] { return self->name(dim, *index, *source); });                                     \
    }                                                                                                              \
    DCAI_EXPORT int dcai_##name##_(Handle self, std::int64_t dim, Handle index, Handle source) {                   \
        return attempt([&] { self->name##_(dim, *index, *source); });                                              \
    }
SCATTER(scatter)
SCATTER(scatter_add)
SCATTER(index_copy)

DCAI_EXPORT int dcai_index_add(Handle self, std::int64_t dim, Handle index, Handle source, Number alpha, Handle* result) {
    return give(result, [&] { return self->index_add(dim, *index, *source, scalar(alpha)); });
}

DCAI_EXPORT int dcai_index_add_(Handle self, std::int64_t dim, Handle index, Handle source, Number alpha) {
    return attempt([&] { self->index_add_(dim, *index, *source, scalar(alpha)); });
}

DCAI_EXPORT int dcai_masked_fill(Handle self, Handle mask, Number value, Handle* result) {
    return give(result, [&] { return self->masked_fill(*mask, scalar(value)); });
}

DCAI_EXPORT int dcai_masked_fill_(Handle self, Handle mask, Number value) {
    return attempt([&] { self->masked_fill_(*mask, scalar(value)); });
}

DCAI_EXPORT int dcai_masked_select(Handle self, Handle mask, Handle* result) {
    return give(result, [&] { return self->masked_select(*mask); });
}

DCAI_EXPORT int dcai_where(Handle condition, Handle self, Handle other, Handle* result) {
    return give(result, [&] { return at::where(*condition, *self, *other); });
}

DCAI_EXPORT int dcai_nonzero(Handle self, Handle* result) {
    return give(result, [&] { return self->nonzero(); });
}

DCAI_EXPORT int dcai_repeat_interleave(Handle self, std::int64_t repeats, std::int64_t dim, std::int32_t has_dim,
                                       Handle* result) {
    return give(result, [&] {
        return self->repeat_interleave(repeats, has_dim != 0 ? optional<std::int64_t>{dim} : optional<std::int64_t>{});
    });
}

DCAI_EXPORT int dcai_tril(Handle self, std::int64_t diagonal, Handle* result) {
    return give(result, [&] { return self->tril(diagonal); });
}

DCAI_EXPORT int dcai_triu(Handle self, std::int64_t diagonal, Handle* result) {
    return give(result, [&] { return self->triu(diagonal); });
}

DCAI_EXPORT int dcai_diag(Handle self, std::int64_t diagonal, Handle* result) {
    return give(result, [&] { return self->diag(diagonal); });
}

namespace {

c10::List<OptionalTensor> index_list(const Handle* indices, std::int64_t count) {
    c10::List<OptionalTensor> list;
    list.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) list.push_back(maybe(indices[i]));
    return list;
}

} // namespace

DCAI_EXPORT int dcai_index(Handle self, const Handle* indices, std::int64_t count, Handle* result) {
    return give(result, [&] { return at::index(*self, index_list(indices, count)); });
}

DCAI_EXPORT int dcai_index_put_(Handle self, const Handle* indices, std::int64_t count, Handle value) {
    return attempt([&] { at::index_put_(*self, index_list(indices, count), *value); });
}

DCAI_EXPORT int dcai_cat(const Handle* parts, std::int64_t count, std::int64_t dim, Handle* result) {
    return give(result, [&] { return at::cat(tensors(parts, count), dim); });
}

DCAI_EXPORT int dcai_stack(const Handle* parts, std::int64_t count, std::int64_t dim, Handle* result) {
    return give(result, [&] { return at::stack(tensors(parts, count), dim); });
}
