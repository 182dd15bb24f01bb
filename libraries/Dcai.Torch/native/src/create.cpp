#include "shim.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/rand_like.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/randperm.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/zeros.h>

using namespace dcai;

namespace {

template <class Body> int create(const Options& o, Handle* result, Body&& body) noexcept {
    return give(result, [&] {
        at::Tensor tensor = body(options(o));
        if (o.requires_grad != 0) tensor.set_requires_grad(true);
        return tensor;
    });
}

} // namespace

DCAI_EXPORT int dcai_empty(const std::int64_t* size, std::int64_t rank, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::empty(sizes(size, rank), with); });
}

DCAI_EXPORT int dcai_zeros(const std::int64_t* size, std::int64_t rank, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::zeros(sizes(size, rank), with); });
}

DCAI_EXPORT int dcai_ones(const std::int64_t* size, std::int64_t rank, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::ones(sizes(size, rank), with); });
}

DCAI_EXPORT int dcai_full(const std::int64_t* size, std::int64_t rank, Number value, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::full(sizes(size, rank), scalar(value), with); });
}

DCAI_EXPORT int dcai_arange(Number start, Number stop, Number step, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::arange(scalar(start), scalar(stop), scalar(step), with); });
}

DCAI_EXPORT int dcai_linspace(double start, double stop, std::int64_t steps, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::linspace(start, stop, steps, with); });
}

DCAI_EXPORT int dcai_eye(std::int64_t rows, std::int64_t columns, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::eye(rows, columns, with); });
}

DCAI_EXPORT int dcai_rand(const std::int64_t* size, std::int64_t rank, at::Generator* generator, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::rand(sizes(size, rank), maybe(generator), with); });
}

DCAI_EXPORT int dcai_randn(const std::int64_t* size, std::int64_t rank, at::Generator* generator, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::randn(sizes(size, rank), maybe(generator), with); });
}

DCAI_EXPORT int dcai_randint(std::int64_t low, std::int64_t high, const std::int64_t* size, std::int64_t rank,
                             at::Generator* generator, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::randint(low, high, sizes(size, rank), maybe(generator), with); });
}

DCAI_EXPORT int dcai_randperm(std::int64_t count, at::Generator* generator, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::randperm(count, maybe(generator), with); });
}

DCAI_EXPORT int dcai_scalar_tensor(Number value, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::scalar_tensor(scalar(value), with); });
}

// Copies: the managed memory may move or go as soon as the call returns.
DCAI_EXPORT int dcai_from_memory(const void* data, const std::int64_t* size, std::int64_t rank, std::int32_t dtype,
                                 Options o, Handle* result) {
    return create(o, result, [&](auto with) {
        auto type = static_cast<at::ScalarType>(dtype);
        auto borrowed = at::from_blob(const_cast<void*>(data), sizes(size, rank), at::TensorOptions().dtype(type));
        return borrowed.to(with, /*non_blocking=*/false, /*copy=*/true);
    });
}

DCAI_EXPORT int dcai_rand_like(Handle self, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::rand_like(*self, with); });
}

DCAI_EXPORT int dcai_randn_like(Handle self, Options o, Handle* result) {
    return create(o, result, [&](auto with) { return at::randn_like(*self, with); });
}
