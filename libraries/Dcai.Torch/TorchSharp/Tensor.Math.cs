namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Wrap(Native.dcai_abs(handle, out var result), result);

        public Tensor abs_() => Done(Native.dcai_abs_(handle));

        public Tensor bitwise_not() => Wrap(Native.dcai_bitwise_not(handle, out var result), result);

        public Tensor ceil() => Wrap(Native.dcai_ceil(handle, out var result), result);

        public Tensor ceil_() => Done(Native.dcai_ceil_(handle));

        public Tensor cos() => Wrap(Native.dcai_cos(handle, out var result), result);

        public Tensor cos_() => Done(Native.dcai_cos_(handle));

        public Tensor erf() => Wrap(Native.dcai_erf(handle, out var result), result);

        public Tensor erf_() => Done(Native.dcai_erf_(handle));

        public Tensor exp() => Wrap(Native.dcai_exp(handle, out var result), result);

        public Tensor exp_() => Done(Native.dcai_exp_(handle));

        public Tensor expm1() => Wrap(Native.dcai_expm1(handle, out var result), result);

        public Tensor expm1_() => Done(Native.dcai_expm1_(handle));

        public Tensor floor() => Wrap(Native.dcai_floor(handle, out var result), result);

        public Tensor floor_() => Done(Native.dcai_floor_(handle));

        public Tensor isfinite() => Wrap(Native.dcai_isfinite(handle, out var result), result);

        public Tensor isinf() => Wrap(Native.dcai_isinf(handle, out var result), result);

        public Tensor isnan() => Wrap(Native.dcai_isnan(handle, out var result), result);

        public Tensor log() => Wrap(Native.dcai_log(handle, out var result), result);

        public Tensor log_() => Done(Native.dcai_log_(handle));

        public Tensor log10() => Wrap(Native.dcai_log10(handle, out var result), result);

        public Tensor log10_() => Done(Native.dcai_log10_(handle));

        public Tensor log1p() => Wrap(Native.dcai_log1p(handle, out var result), result);

        public Tensor log1p_() => Done(Native.dcai_log1p_(handle));

        public Tensor log2() => Wrap(Native.dcai_log2(handle, out var result), result);

        public Tensor log2_() => Done(Native.dcai_log2_(handle));

        public Tensor logical_not() => Wrap(Native.dcai_logical_not(handle, out var result), result);

        public Tensor neg() => Wrap(Native.dcai_neg(handle, out var result), result);

        public Tensor neg_() => Done(Native.dcai_neg_(handle));

        public Tensor reciprocal() => Wrap(Native.dcai_reciprocal(handle, out var result), result);

        public Tensor reciprocal_() => Done(Native.dcai_reciprocal_(handle));

        public Tensor relu() => Wrap(Native.dcai_relu(handle, out var result), result);

        public Tensor relu_() => Done(Native.dcai_relu_(handle));

        public Tensor round() => Wrap(Native.dcai_round(handle, out var result), result);

        public Tensor round_() => Done(Native.dcai_round_(handle));

        public Tensor rsqrt() => Wrap(Native.dcai_rsqrt(handle, out var result), result);

        public Tensor rsqrt_() => Done(Native.dcai_rsqrt_(handle));

        public Tensor sigmoid() => Wrap(Native.dcai_sigmoid(handle, out var result), result);

        public Tensor sigmoid_() => Done(Native.dcai_sigmoid_(handle));

        public Tensor sign() => Wrap(Native.dcai_sign(handle, out var result), result);

        public Tensor sign_() => Done(Native.dcai_sign_(handle));

        public Tensor sin() => Wrap(Native.dcai_sin(handle, out var result), result);

        public Tensor sin_() => Done(Native.dcai_sin_(handle));

        public Tensor sqrt() => Wrap(Native.dcai_sqrt(handle, out var result), result);

        public Tensor sqrt_() => Done(Native.dcai_sqrt_(handle));

        public Tensor square() => Wrap(Native.dcai_square(handle, out var result), result);

        public Tensor square_() => Done(Native.dcai_square_(handle));

        public Tensor tan() => Wrap(Native.dcai_tan(handle, out var result), result);

        public Tensor tan_() => Done(Native.dcai_tan_(handle));

        public Tensor tanh() => Wrap(Native.dcai_tanh(handle, out var result), result);

        public Tensor tanh_() => Done(Native.dcai_tanh_(handle));

        public Tensor trunc() => Wrap(Native.dcai_trunc(handle, out var result), result);

        public Tensor trunc_() => Done(Native.dcai_trunc_(handle));

        public Tensor negative() => neg();

        public Tensor negative_() => neg_();

        public Tensor mul(Tensor target) => Wrap(Native.dcai_mul(handle, target.handle, out var result), result);

        public Tensor mul(Scalar target) => Wrap(Native.dcai_mul_scalar(handle, target.number, out var result), result);

        public Tensor mul_(Tensor target) => Done(Native.dcai_mul_(handle, target.handle));

        public Tensor mul_(Scalar target) => Done(Native.dcai_mul_scalar_(handle, target.number));

        public Tensor div(Tensor target) => Wrap(Native.dcai_div(handle, target.handle, out var result), result);

        public Tensor div(Scalar target) => Wrap(Native.dcai_div_scalar(handle, target.number, out var result), result);

        public Tensor div_(Tensor target) => Done(Native.dcai_div_(handle, target.handle));

        public Tensor div_(Scalar target) => Done(Native.dcai_div_scalar_(handle, target.number));

        public Tensor pow(Tensor exponent) => Wrap(Native.dcai_pow(handle, exponent.handle, out var result), result);

        public Tensor pow(Scalar exponent) => Wrap(Native.dcai_pow_scalar(handle, exponent.number, out var result), result);

        public Tensor pow_(Tensor exponent) => Done(Native.dcai_pow_(handle, exponent.handle));

        public Tensor pow_(Scalar exponent) => Done(Native.dcai_pow_scalar_(handle, exponent.number));

        public Tensor remainder(Tensor other) => Wrap(Native.dcai_remainder(handle, other.handle, out var result), result);

        public Tensor remainder(Scalar scalar) => Wrap(Native.dcai_remainder_scalar(handle, scalar.number, out var result), result);

        public Tensor remainder_(Tensor other) => Done(Native.dcai_remainder_(handle, other.handle));

        public Tensor remainder_(Scalar scalar) => Done(Native.dcai_remainder_scalar_(handle, scalar.number));

        public Tensor add(Tensor target) => add(target, 1);

        public Tensor add(Tensor target, Scalar alpha) => Wrap(Native.dcai_add(handle, target.handle, alpha.number, out var result), result);

        public Tensor add(Scalar scalar) => add(scalar, 1);

        public Tensor add(Scalar scalar, Scalar alpha) => Wrap(Native.dcai_add_scalar(handle, scalar.number, alpha.number, out var result), result);

        public Tensor add_(Tensor target) => add_(target, 1);

        public Tensor add_(Tensor target, Scalar alpha) => Done(Native.dcai_add_(handle, target.handle, alpha.number));

        public Tensor add_(Scalar scalar) => add_(scalar, 1);

        public Tensor add_(Scalar scalar, Scalar alpha) => Done(Native.dcai_add_scalar_(handle, scalar.number, alpha.number));

        public Tensor sub(Tensor target) => sub(target, 1);

        public Tensor sub(Tensor target, Scalar alpha) => Wrap(Native.dcai_sub(handle, target.handle, alpha.number, out var result), result);

        public Tensor sub(Scalar scalar) => sub(scalar, 1);

        public Tensor sub(Scalar scalar, Scalar alpha) => Wrap(Native.dcai_sub_scalar(handle, scalar.number, alpha.number, out var result), result);

        public Tensor sub_(Tensor target) => sub_(target, 1);

        public Tensor sub_(Tensor target, Scalar alpha) => Done(Native.dcai_sub_(handle, target.handle, alpha.number));

        public Tensor sub_(Scalar scalar) => sub_(scalar, 1);

        public Tensor sub_(Scalar scalar, Scalar alpha) => Done(Native.dcai_sub_scalar_(handle, scalar.number, alpha.number));

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Wrap(Native.dcai_addcmul(handle, tensor1.handle, tensor2.handle, value.number, out var result), result);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Done(Native.dcai_addcmul_(handle, tensor1.handle, tensor2.handle, value.number));

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Wrap(Native.dcai_addcdiv(handle, tensor1.handle, tensor2.handle, value.number, out var result), result);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Done(Native.dcai_addcdiv_(handle, tensor1.handle, tensor2.handle, value.number));

        public Tensor eq(Tensor target) => Wrap(Native.dcai_eq(handle, target.handle, out var result), result);

        public Tensor eq(Scalar target) => Wrap(Native.dcai_eq_scalar(handle, target.number, out var result), result);

        public Tensor ne(Tensor target) => Wrap(Native.dcai_ne(handle, target.handle, out var result), result);

        public Tensor ne(Scalar target) => Wrap(Native.dcai_ne_scalar(handle, target.number, out var result), result);

        public Tensor lt(Tensor target) => Wrap(Native.dcai_lt(handle, target.handle, out var result), result);

        public Tensor lt(Scalar target) => Wrap(Native.dcai_lt_scalar(handle, target.number, out var result), result);

        public Tensor le(Tensor target) => Wrap(Native.dcai_le(handle, target.handle, out var result), result);

        public Tensor le(Scalar target) => Wrap(Native.dcai_le_scalar(handle, target.number, out var result), result);

        public Tensor gt(Tensor target) => Wrap(Native.dcai_gt(handle, target.handle, out var result), result);

        public Tensor gt(Scalar target) => Wrap(Native.dcai_gt_scalar(handle, target.number, out var result), result);

        public Tensor ge(Tensor target) => Wrap(Native.dcai_ge(handle, target.handle, out var result), result);

        public Tensor ge(Scalar target) => Wrap(Native.dcai_ge_scalar(handle, target.number, out var result), result);

        public Tensor atan2(Tensor other) => Wrap(Native.dcai_atan2(handle, other.handle, out var result), result);

        public Tensor bitwise_and(Tensor other) => Wrap(Native.dcai_bitwise_and(handle, other.handle, out var result), result);

        public Tensor bitwise_or(Tensor other) => Wrap(Native.dcai_bitwise_or(handle, other.handle, out var result), result);

        public Tensor bitwise_xor(Tensor other) => Wrap(Native.dcai_bitwise_xor(handle, other.handle, out var result), result);

        public Tensor bmm(Tensor batch2) => Wrap(Native.dcai_bmm(handle, batch2.handle, out var result), result);

        public Tensor dot(Tensor target) => Wrap(Native.dcai_dot(handle, target.handle, out var result), result);

        public Tensor logical_and(Tensor other) => Wrap(Native.dcai_logical_and(handle, other.handle, out var result), result);

        public Tensor logical_or(Tensor other) => Wrap(Native.dcai_logical_or(handle, other.handle, out var result), result);

        public Tensor logical_xor(Tensor other) => Wrap(Native.dcai_logical_xor(handle, other.handle, out var result), result);

        public Tensor matmul(Tensor target) => Wrap(Native.dcai_matmul(handle, target.handle, out var result), result);

        public Tensor maximum(Tensor other) => Wrap(Native.dcai_maximum(handle, other.handle, out var result), result);

        public Tensor minimum(Tensor other) => Wrap(Native.dcai_minimum(handle, other.handle, out var result), result);

        public Tensor mm(Tensor target) => Wrap(Native.dcai_mm(handle, target.handle, out var result), result);

        public Tensor outer(Tensor vec2) => Wrap(Native.dcai_outer(handle, vec2.handle, out var result), result);

        public unsafe Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            var (low, high) = (min?.number ?? default, max?.number ?? default);
            return Wrap(Native.dcai_clamp(handle, min is null ? null : &low, max is null ? null : &high, out var result), result);
        }

        public Tensor clamp(Tensor? min = null, Tensor? max = null) =>
            Wrap(Native.dcai_clamp_tensor(handle, min?.handle ?? TensorHandle.None, max?.handle ?? TensorHandle.None, out var result), result);

        public unsafe Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            var (low, high) = (min?.number ?? default, max?.number ?? default);
            return Done(Native.dcai_clamp_(handle, min is null ? null : &low, max is null ? null : &high));
        }

        public Tensor clamp_max(Scalar max) => clamp((Scalar?)null, max);

        public Tensor clamp_min(Scalar min) => clamp(min, (Scalar?)null);

        public Tensor leaky_relu(Scalar negative_slope) => Wrap(Native.dcai_leaky_relu(handle, negative_slope.number, out var result), result);

        public Tensor leaky_relu_(Scalar negative_slope) => Done(Native.dcai_leaky_relu_(handle, negative_slope.number));

        public Tensor softplus(double beta = 1, double threshold = 20) => Wrap(Native.dcai_softplus(handle, beta, threshold, out var result), result);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Wrap(Native.dcai_softmax(handle, dim, Type(dtype), out var result), result);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Wrap(Native.dcai_log_softmax(handle, dim, Type(dtype), out var result), result);

        public Tensor lerp(Tensor end, Tensor weight) => Wrap(Native.dcai_lerp(handle, end.handle, weight.handle, out var result), result);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Wrap(Native.dcai_isclose(handle, other.handle, rtol, atol, nanEqual ? 1 : 0, out var result), result);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            Native.Check(Native.dcai_allclose(handle, target.handle, rtol, atol, equal_nan ? 1 : 0, out var result));
            return result != 0;
        }

        public Tensor uniform_(double from, double to, Generator? generator = null) => Done(Native.dcai_uniform_(handle, from, to, State(generator)));

        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) => Done(Native.dcai_normal_(handle, mean, std, State(generator)));

        public Tensor bernoulli(Generator? generator = null) => Wrap(Native.dcai_bernoulli(handle, State(generator), out var result), result);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => Done(Native.dcai_bernoulli_(handle, p, State(generator)));

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Wrap(Native.dcai_multinomial(handle, num_samples, replacement ? 1 : 0, State(generator), out var result), result);

        internal static GeneratorHandle State(Generator? generator) => generator?.handle ?? GeneratorHandle.None;

        private static int Type(ScalarType? dtype) => dtype is { } type ? (int)type : -1;
    }
}
