// The C boundary between Dcai.Torch and libtorch. Every function returns 0, or 1 with the text in dcai_last_error();
// no exception crosses. A tensor handle is a heap-allocated at::Tensor that dcai_free releases.
#pragma once

#define AT_PER_OPERATOR_HEADERS
#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/linear_ops.h>
#include <c10/core/TensorOptions.h>

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#define DCAI_EXPORT extern "C" __attribute__((visibility("default")))

using Handle = at::Tensor*;

// A number whose type is known at run time only; laid out as Scalar.Number in C#.
struct Number {
    double real;
    std::int64_t integer;
    std::int32_t kind; // 0 integer, 1 real, 2 boolean
};

// Where and as what a tensor is created; laid out as Native.Options in C#.
struct Options {
    std::int32_t dtype;
    std::int32_t device_type;
    std::int32_t device_index;
    std::int32_t requires_grad;
};

namespace dcai {

// libtorch's optional is c10's up to 2.x and the standard's after: it is read off a signature that has one.
template <class> struct third_argument;
template <class R, class A, class B, class C, class... Rest>
struct third_argument<R(A, B, C, Rest...)> { using type = std::remove_cv_t<std::remove_reference_t<C>>; };
using OptionalTensor = third_argument<at::_ops::linear::schema>::type;
template <class> struct optional_family;
template <template <class> class Optional, class T>
struct optional_family<Optional<T>> { template <class U> using of = Optional<U>; };
template <class T> using optional = optional_family<OptionalTensor>::of<T>;

inline OptionalTensor maybe(Handle tensor) {
    return tensor == nullptr ? OptionalTensor{} : OptionalTensor{*tensor};
}

inline optional<at::Generator> maybe(at::Generator* generator) {
    return generator == nullptr ? optional<at::Generator>{} : optional<at::Generator>{*generator};
}

// dtype -1 stands for "as the input".
inline optional<at::ScalarType> maybe_type(std::int32_t dtype) {
    return dtype < 0 ? optional<at::ScalarType>{} : optional<at::ScalarType>{static_cast<at::ScalarType>(dtype)};
}

inline at::Scalar scalar(Number number) {
    switch (number.kind) {
    case 0: return at::Scalar(number.integer);
    case 2: return at::Scalar(number.integer != 0);
    default: return at::Scalar(number.real);
    }
}

inline at::IntArrayRef sizes(const std::int64_t* values, std::int64_t count) {
    return at::IntArrayRef(values, static_cast<std::size_t>(count));
}

inline std::vector<at::Tensor> tensors(const Handle* handles, std::int64_t count) {
    std::vector<at::Tensor> result;
    result.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) result.push_back(handles[i] == nullptr ? at::Tensor() : *handles[i]);
    return result;
}

inline at::Device device(std::int32_t type, std::int32_t index) {
    return at::Device(static_cast<at::DeviceType>(type), static_cast<at::DeviceIndex>(index));
}

inline at::TensorOptions options(const Options& o) {
    return at::TensorOptions().dtype(static_cast<at::ScalarType>(o.dtype)).device(device(o.device_type, o.device_index));
}

// A convolution with a 1×1 kernel is a product of matrices; libtorch makes one of each image of a batch, which is slower. In one product
// equal images may get results that differ in the last bit: done where gradients are recorded only. CPU, float, channels last.
bool is_pointwise(const at::Tensor& input, const at::Tensor& weight, Handle bias);
at::Tensor pointwise_convolution(const at::Tensor& input, const at::Tensor& weight, Handle bias);

// The gradient of an input of few channels, which oneDNN computes at a sixth of its usual speed and less, as a product of matrices. Where it is wanted only.
// CPU, float, channels last.
bool is_thin(const at::Tensor& input, const at::Tensor& weight);
at::Tensor thin_convolution(const at::Tensor& input, const at::Tensor& weight, Handle bias, at::IntArrayRef stride, at::IntArrayRef padding);

void remember_current_exception() noexcept;

template <class Body> int attempt(Body&& body) noexcept {
    try {
        body();
        return 0;
    } catch (...) {
        remember_current_exception();
        return 1;
    }
}

template <class Body> int give(Handle* result, Body&& body) noexcept {
    return attempt([&] { *result = new at::Tensor(body()); });
}

template <class Body> int give_pair(Handle* first, Handle* second, Body&& body) noexcept {
    return attempt([&] {
        auto pair = body();
        *first = new at::Tensor(std::get<0>(std::move(pair)));
        *second = new at::Tensor(std::get<1>(std::move(pair)));
    });
}

// The caller knows how many come back and has made room.
template <class Body> int give_many(Handle* results, Body&& body) noexcept {
    return attempt([&] {
        auto many = body();
        for (std::size_t i = 0; i < many.size(); ++i)
            results[i] = many[i].defined() ? new at::Tensor(std::move(many[i])) : nullptr;
    });
}

} // namespace dcai
