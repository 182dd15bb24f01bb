using System.Collections;
using System.Runtime.InteropServices;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor on the CPU, in row-major order whatever its memory layout.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor tensor;
    private readonly long[] shape;
    private readonly long[] strides;

    internal TensorAccessor(torch.Tensor tensor)
    {
        this.tensor = tensor;
        shape = tensor.shape;
        strides = tensor.stride();
        Count = tensor.NumberOfElements;
    }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    public T this[long index]
    {
        get => At(Offset(index));
        set => At(Offset(index)) = value;
    }

    public T this[params long[] indices]
    {
        get => At(Offset(indices));
        set => At(Offset(indices)) = value;
    }

    public T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result.AsSpan());
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Fills <paramref name="array"/> from <paramref name="arrayIndex"/> on with the elements from <paramref name="tensorIndex"/> on.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        if (count <= 0) return;
        if (tensor.is_contiguous() && Count * Marshal.SizeOf<T>() <= int.MaxValue)
        {
            Elements().Slice((int)tensorIndex, (int)count).CopyTo(array[arrayIndex..]);
            return;
        }

        for (var i = 0L; i < count; i++) array[(int)(arrayIndex + i)] = At(Offset(tensorIndex + i));
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0L; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The accessor owns nothing: the tensor stays its owner's.</summary>
    public void Dispose() => GC.KeepAlive(tensor);

    private unsafe Span<T> Elements() => new(tensor.Data(), (int)Count);

    private unsafe ref T At(long offset)
    {
        ref var element = ref ((T*)tensor.Data())[offset];
        GC.KeepAlive(tensor);
        return ref element;
    }

    private long Offset(long index)
    {
        if (index < 0 || index >= Count) throw new IndexOutOfRangeException($"element {index} of {Count}");
        var offset = 0L;
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            offset += index % shape[dimension] * strides[dimension];
            index /= shape[dimension];
        }

        return offset;
    }

    private long Offset(long[] indices)
    {
        if (indices.Length != shape.Length)
        {
            throw new ArgumentException($"{indices.Length} indices for a tensor of {shape.Length} dimensions", nameof(indices));
        }

        var offset = 0L;
        for (var dimension = 0; dimension < indices.Length; dimension++)
        {
            if (indices[dimension] < 0 || indices[dimension] >= shape[dimension])
            {
                throw new IndexOutOfRangeException($"index {indices[dimension]} in dimension {dimension} of size {shape[dimension]}");
            }

            offset += indices[dimension] * strides[dimension];
        }

        return offset;
    }
}
