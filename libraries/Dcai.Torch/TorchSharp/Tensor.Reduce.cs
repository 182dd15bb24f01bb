namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor all() => Wrap(Native.dcai_all_all(handle, out var result), result);

        public Tensor all(long dim, bool keepdim = false) => Wrap(Native.dcai_all(handle, dim, keepdim ? 1 : 0, out var result), result);

        public Tensor any() => Wrap(Native.dcai_any_all(handle, out var result), result);

        public Tensor any(long dim, bool keepdim = false) => Wrap(Native.dcai_any(handle, dim, keepdim ? 1 : 0, out var result), result);

        public Tensor argmax() => Wrap(Native.dcai_argmax_all(handle, out var result), result);

        public Tensor argmax(long dim, bool keepdim = false) => Wrap(Native.dcai_argmax(handle, dim, keepdim ? 1 : 0, out var result), result);

        public Tensor argmin() => Wrap(Native.dcai_argmin_all(handle, out var result), result);

        public Tensor argmin(long dim, bool keepdim = false) => Wrap(Native.dcai_argmin(handle, dim, keepdim ? 1 : 0, out var result), result);

        public Tensor max() => Wrap(Native.dcai_max_all(handle, out var result), result);

        public Tensor max(Tensor other) => maximum(other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            Wrap(Native.dcai_max(handle, dim, keepdim ? 1 : 0, out var values, out var indexes), values, indexes);

        public Tensor min() => Wrap(Native.dcai_min_all(handle, out var result), result);

        public Tensor min(Tensor other) => minimum(other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            Wrap(Native.dcai_min(handle, dim, keepdim ? 1 : 0, out var values, out var indexes), values, indexes);

        public Tensor median() => Wrap(Native.dcai_median_all(handle, out var result), result);

        public Tensor amax(params long[] dims) => amax((ReadOnlySpan<long>)dims);

        public Tensor amax(long[] dims, bool keepdim = false) => amax((ReadOnlySpan<long>)dims, keepdim);

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false) =>
            Wrap(Native.dcai_amax(handle, dims, dims.Length, keepdim ? 1 : 0, out var result), result);

        public Tensor amin(params long[] dims) => amin((ReadOnlySpan<long>)dims);

        public Tensor amin(long[] dims, bool keepdim = false) => amin((ReadOnlySpan<long>)dims, keepdim);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false) =>
            Wrap(Native.dcai_amin(handle, dims, dims.Length, keepdim ? 1 : 0, out var result), result);

        public Tensor logsumexp(long dim, bool keepdim = false) => Wrap(Native.dcai_logsumexp(handle, [dim], 1, keepdim ? 1 : 0, out var result), result);

        public Tensor sum(ScalarType? type = null) => Wrap(Native.dcai_sum_all(handle, Type(type), out var result), result);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)dim, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Wrap(Native.dcai_sum(handle, dim, dim.Length, keepdim ? 1 : 0, Type(type), out var result), result);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor mean() => Wrap(Native.dcai_mean_all(handle, Type(null), out var result), result);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Wrap(Native.dcai_mean(handle, dimensions, dimensions.Length, keepdim ? 1 : 0, Type(type), out var result), result);

        public Tensor prod(ScalarType? dtype = null) => Wrap(Native.dcai_prod_all(handle, Type(dtype), out var result), result);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? dtype = null) =>
            Wrap(Native.dcai_prod(handle, dim, keepdim ? 1 : 0, Type(dtype), out var result), result);

        public Tensor std(bool unbiased = true) => Wrap(Native.dcai_std_all(handle, unbiased ? 1 : 0, out var result), result);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            using var typed = type is { } wanted ? to_type(wanted) : alias();
            return Wrap(Native.dcai_std(typed.handle, dimensions, dimensions.Length, unbiased ? 1 : 0, keepdim ? 1 : 0, out var result), result);
        }

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);

        public Tensor var(bool unbiased = true) => Wrap(Native.dcai_var_all(handle, unbiased ? 1 : 0, out var result), result);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            using var typed = type is { } wanted ? to_type(wanted) : alias();
            return Wrap(Native.dcai_var(typed.handle, dimensions, dimensions.Length, unbiased ? 1 : 0, keepdim ? 1 : 0, out var result), result);
        }

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);

        public Tensor norm(float p = 2.0f) => Wrap(Native.dcai_norm_all(handle, p, out var result), result);

        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) =>
            Wrap(Native.dcai_norm(handle, dim, keepdim ? 1 : 0, p, out var result), result);

        public Tensor cumsum(long dim, ScalarType? type = null) => Wrap(Native.dcai_cumsum(handle, dim, Type(type), out var result), result);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Wrap(Native.dcai_topk(handle, k, dim, largest ? 1 : 0, sorted ? 1 : 0, out var values, out var indexes), values, indexes);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Wrap(Native.dcai_sort(handle, dim, descending ? 1 : 0, stable ? 1 : 0, out var values, out var indices), values, indices);

        public Tensor argsort(long dim = -1, bool descending = false) =>
            Wrap(Native.dcai_argsort(handle, dim, descending ? 1 : 0, out var result), result);

        public Tensor bincount(Tensor? weights, long minlength = 0) =>
            Wrap(Native.dcai_bincount(handle, weights?.handle ?? TensorHandle.None, minlength, out var result), result);
    }
}
