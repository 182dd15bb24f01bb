namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The dimensions in reverse order.</summary>
        public Tensor T => permute([.. Enumerable.Range(0, (int)Dimensions).Reverse().Select(i => (long)i)]);

        public Tensor view(params long[] shape) => Wrap(Native.dcai_view(handle, shape, shape.Length, out var result), result);

        public Tensor reshape(params long[] shape) => Wrap(Native.dcai_reshape(handle, shape, shape.Length, out var result), result);

        public Tensor permute(params long[] permutation) => Wrap(Native.dcai_permute(handle, permutation, permutation.Length, out var result), result);

        public Tensor repeat(params long[] sizes) => Wrap(Native.dcai_repeat(handle, sizes, sizes.Length, out var result), result);

        public Tensor flip(params long[] dims) => Wrap(Native.dcai_flip(handle, dims, dims.Length, out var result), result);

        public Tensor tile(long[] reps) => Wrap(Native.dcai_tile(handle, reps, reps.Length, out var result), result);

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Wrap(Native.dcai_expand(handle, sizes, sizes.Length, out var result), result);

        public Tensor expand(long[] sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes, isImplicit);

        public Tensor expand(params long[] sizes) => expand((ReadOnlySpan<long>)sizes);

        public Tensor expand_as(Tensor other) => expand(other.shape);

        public Tensor broadcast_to(params long[] shape) => expand((ReadOnlySpan<long>)shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Wrap(Native.dcai_flatten(handle, start_dim, end_dim, out var result), result);

        public Tensor transpose(long dim0, long dim1) => Wrap(Native.dcai_transpose(handle, dim0, dim1, out var result), result);

        public Tensor t() => transpose(0, Dimensions - 1);

        public Tensor unsqueeze(long dim) => Wrap(Native.dcai_unsqueeze(handle, dim, out var result), result);

        public Tensor squeeze(long? dim = null) => dim is { } one
            ? Wrap(Native.dcai_squeeze_dim(handle, one, out var result), result)
            : Wrap(Native.dcai_squeeze(handle, out result), result);

        public Tensor narrow(long dim, long start, long length) => Wrap(Native.dcai_narrow(handle, dim, start, length, out var result), result);

        public Tensor slice(long dim, long start, long finish, long step) =>
            Wrap(Native.dcai_slice(handle, dim, start, finish, step, out var result), result);

        public Tensor select(long dim, long index) => Wrap(Native.dcai_select(handle, dim, index, out var result), result);

        public Tensor index_select(long dim, Tensor index) => Wrap(Native.dcai_index_select(handle, dim, index.handle, out var result), result);

        public Tensor gather(long dim, Tensor index) => Wrap(Native.dcai_gather(handle, dim, index.handle, out var result), result);

        public Tensor scatter(long dim, Tensor index, Tensor src) =>
            Wrap(Native.dcai_scatter(handle, dim, index.handle, src.handle, out var result), result);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => Done(Native.dcai_scatter_(handle, dim, index.handle, src.handle));

        public Tensor scatter_add(long dim, Tensor index, Tensor src) =>
            Wrap(Native.dcai_scatter_add(handle, dim, index.handle, src.handle, out var result), result);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Done(Native.dcai_scatter_add_(handle, dim, index.handle, src.handle));

        public Tensor index_copy(long dim, Tensor index, Tensor source) =>
            Wrap(Native.dcai_index_copy(handle, dim, index.handle, source.handle, out var result), result);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Done(Native.dcai_index_copy_(handle, dim, index.handle, source.handle));

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Wrap(Native.dcai_index_add(handle, dim, index.handle, source.handle, alpha.number, out var result), result);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Done(Native.dcai_index_add_(handle, dim, index.handle, source.handle, alpha.number));

        public Tensor masked_fill(Tensor mask, Scalar value) => Wrap(Native.dcai_masked_fill(handle, mask.handle, value.number, out var result), result);

        public Tensor masked_fill_(Tensor mask, Scalar value) => Done(Native.dcai_masked_fill_(handle, mask.handle, value.number));

        public Tensor masked_select(Tensor mask) => Wrap(Native.dcai_masked_select(handle, mask.handle, out var result), result);

        /// <summary>This where <paramref name="condition"/> holds, <paramref name="y"/> elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => Wrap(Native.dcai_where(condition.handle, handle, y.handle, out var result), result);

        public Tensor nonzero() => Wrap(Native.dcai_nonzero(handle, out var result), result);

        public Tensor repeat_interleave(long repeats, long? dim = null) =>
            Wrap(Native.dcai_repeat_interleave(handle, repeats, dim ?? 0, dim is null ? 0 : 1, out var result), result);

        public Tensor roll(long shifts, long? dims = null) => roll([shifts], dims is { } one ? (ReadOnlySpan<long>)[one] : default);

        public Tensor roll(long[] shifts, long[] dims) => roll((ReadOnlySpan<long>)shifts, dims);

        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) =>
            Wrap(Native.dcai_roll(handle, shifts, shifts.Length, dims, dims.Length, out var result), result);

        public Tensor tril(long diagonal = 0) => Wrap(Native.dcai_tril(handle, diagonal, out var result), result);

        public Tensor triu(long diagonal = 0) => Wrap(Native.dcai_triu(handle, diagonal, out var result), result);

        public Tensor diag(long diagonal = 0) => Wrap(Native.dcai_diag(handle, diagonal, out var result), result);

        /// <summary>Views of <paramref name="chunks"/> parts along a dimension; fewer or a smaller last one when it does not divide.</summary>
        public Tensor[] chunk(long chunks, long dim = 0L)
        {
            if (chunks < 1) throw new ArgumentOutOfRangeException(nameof(chunks), chunks, "at least one chunk");
            return split((size((int)dim) + chunks - 1) / chunks, (int)dim);
        }

        /// <summary>Views of parts that are <paramref name="size"/> long, the last one perhaps shorter.</summary>
        public Tensor[] split(long size, int dim = 0)
        {
            var length = this.size(dim);
            if (size < 1) throw new ArgumentOutOfRangeException(nameof(size), size, "at least one element");
            var parts = new Tensor[Math.Max(1, (length + size - 1) / size)];
            for (var i = 0; i < parts.Length; i++) parts[i] = narrow(dim, i * size, Math.Min(size, length - (i * size)));
            return parts;
        }

        public Tensor[] split(params long[] sizes) => split(sizes, 0);

        public Tensor[] split(long[] sizes, long dim = 0)
        {
            if (sizes.Sum() != size((int)dim))
            {
                throw new ArgumentException($"parts of {sizes.Sum()} in all, the dimension has {size((int)dim)}", nameof(sizes));
            }

            var start = 0L;
            return Array.ConvertAll(sizes, length => narrow(dim, (start += length) - length, length));
        }

        public Tensor[] unbind(long dimension = 0L) => [.. Enumerable.Range(0, (int)size((int)dimension)).Select(i => select(dimension, i))];
    }
}
