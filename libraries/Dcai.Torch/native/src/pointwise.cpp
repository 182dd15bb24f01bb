#include "shim.h"

#include <ATen/ops/erf.h>
#include <ATen/ops/round.h>
#include <ATen/ops/square.h>

using namespace dcai;

#define UNARY(name)                                                                                                \
    DCAI_EXPORT int dcai_##name(Handle self, Handle* result) {                                                     \
        return give(result, [&] { return self->name(); });                                                         \
    }
#define UNARY_AND_IN_PLACE(name)                                                                                   \
    UNARY(name)                                                                                                    \
    DCAI_EXPORT int dcai_##name##_(Handle self) {                                                                  \
        return attempt([&] { self->name##_(); });                                                                  \
    }
UNARY_AND_IN_PLACE(abs)
UNARY_AND_IN_PLACE(ceil)
UNARY_AND_IN_PLACE(cos)
UNARY_AND_IN_PLACE(erf)
UNARY_AND_IN_PLACE(exp)
UNARY_AND_IN_PLACE(expm1)
UNARY_AND_IN_PLACE(floor)
UNARY_AND_IN_PLACE(log)
UNARY_AND_IN_PLACE(log10)
UNARY_AND_IN_PLACE(log1p)
UNARY_AND_IN_PLACE(log2)
UNARY_AND_IN_PLACE(neg)
UNARY_AND_IN_PLACE(reciprocal)
UNARY_AND_IN_PLACE(relu)
UNARY_AND_IN_PLACE(round)
UNARY_AND_IN_PLACE(rsqrt)
UNARY_AND_IN_PLACE(sigmoid)
UNARY_AND_IN_PLACE(sign)
UNARY_AND_IN_PLACE(sin)
UNARY_AND_IN_PLACE(sqrt)
UNARY_AND_IN_PLACE(square)
UNARY_AND_IN_PLACE(tan)
UNARY_AND_IN_PLACE(tanh)
UNARY_AND_IN_PLACE(trunc)
UNARY(bitwise_not)
UNARY(isfinite)
UNARY(isinf)
UNARY(isnan)
UNARY(logical_not)

#define BINARY(name)                                                                                               \
    DCAI_EXPORT int dcai_##name(Handle self, Handle other, Handle* result) {                                       \
        return give(result, [&] { return self->name(*other); });                                                   \
    }
#define BINARY_SCALAR(name)                                                                                        \
    DCAI_EXPORT int dcai_##name##_scalar(Handle self, Number other, Handle* result) {                              \
        return give(result, [&] { return self->name(scalar(other)); });                                            \
    }
#define BINARY_IN_PLACE(name)                                                                                      \
    DCAI_EXPORT int dcai_##name##_(Handle self, Handle other) {                                                    \
        return attempt([&] { self->name##_(*other); });                                                            \
    }
#define BINARY_SCALAR_IN_PLACE(name)                                                                               \
    DCAI_EXPORT int dcai_##name##_scalar_(Handle self, Number other) {                                             \
        return attempt([&] { self->name##_(scalar(other)); });                                                     \
    }
#define ARITHMETIC(name) BINARY(name) BINARY_SCALAR(name) BINARY_IN_PLACE(name) BINARY_SCALAR_IN_PLACE(name)
#define COMPARISON(name) BINARY(name) BINARY_SCALAR(name)
ARITHMETIC(mul)
ARITHMETIC(div)
ARITHMETIC(pow)
ARITHMETIC(remainder)
COMPARISON(eq)
COMPARISON(ne)
COMPARISON(lt)
COMPARISON(le)
COMPARISON(gt)
COMPARISON(ge)
BINARY(atan2)
BINARY(bitwise_and)
BINARY(bitwise_or)
BINARY(bitwise_xor)
BINARY(bmm)
BINARY(dot)
BINARY(logical_and)
BINARY(logical_or)
BINARY(logical_xor)
BINARY(matmul)
BINARY(maximum)
BINARY(minimum)
BINARY(mm)
BINARY(outer)

#define WITH_ALPHA(name)                                                                                           \
    DCAI_EXPORT int dcai_##name(Handle self, Handle other, Number alpha, Handle* result) {                         \
        return give(result, [&] { return self->name(*other, scalar(alpha)); });                                    \
    }                                                                                                              \
    DCAI_EXPORT int dcai_##name##_(Handle self, Handle other, Number alpha) {                                      \
        return attempt([&] { self->name##_(*other, scalar(alpha)); });                                             \
    }                                                                                                              \
    DCAI_EXPORT int dcai_##name##_scalar(Handle self, Number other, Number alpha, Handle* result) {                \
        return give(result, [&] { return self->name(scalar(other), scalar(alpha)); });                             \
    }                                                                                                              \
    DCAI_EXPORT int dcai_##name##_scalar_(Handle self, Number other, Number alpha) {                               \
        return attempt([&] { self->name##_(scalar(other), scalar(alpha)); });                                      \
    }
WITH_ALPHA(add)
WITH_ALPHA(sub)

#define WITH_PRODUCT(name)                                                                                         \
    DCAI_EXPORT int dcai_##name(Handle self, Handle first, Handle second, Number value, Handle* result) {          \
        return give(result, [&] { return self->name(*first, *second, scalar(value)); });                           \
    }                                                                                                              \
    DCAI_EXPORT int dcai_##name##_(Handle self, Handle first, Handle second, Number value) {                       \
        return attempt([&] { self->name##_(*first, *second, scalar(value)); });                                    \
    }
WITH_PRODUCT(addcmul)
WITH_PRODUCT(addcdiv)

namespace {

optional<at::Scalar> bound(const Number* number) {
    return number == nullptr ? optional<at::Scalar>{} : optional<at::Scalar>{scalar(*number)};
}

} // namespace

DCAI_EXPORT int dcai_clamp(Handle self, const Number* minimum, const Number* maximum, Handle* result) {
    return give(result, [&] { return self->clamp(bound(minimum), bound(maximum)); });
}

DCAI_EXPORT int dcai_clamp_(Handle self, const Number* minimum, const Number* maximum) {
    return attempt([&] { self->clamp_(bound(minimum), bound(maximum)); });
}

DCAI_EXPORT int dcai_clamp_tensor(Handle self, Handle minimum, Handle maximum, Handle* result) {
    return give(result, [&] { return self->clamp(maybe(minimum), maybe(maximum)); });
}

DCAI_EXPORT int dcai_lerp(Handle self, Handle end, Handle weight, Handle* result) {
    return give(result, [&] { return self->lerp(*end, *weight); });
}

DCAI_EXPORT int dcai_isclose(Handle self, Handle other, double rtol, double atol, std::int32_t equal_nan, Handle* result) {
    return give(result, [&] { return self->isclose(*other, rtol, atol, equal_nan != 0); });
}

DCAI_EXPORT int dcai_allclose(Handle self, Handle other, double rtol, double atol, std::int32_t equal_nan,
                              std::int32_t* result) {
    return attempt([&] { *result = self->allclose(*other, rtol, atol, equal_nan != 0) ? 1 : 0; });
}

DCAI_EXPORT int dcai_equal(Handle self, Handle other, std::int32_t* result) {
    return attempt([&] { *result = self->equal(*other) ? 1 : 0; });
}
