namespace TorchSharp;

public static partial class torch
{
    /// <summary>One position of an index expression: a number, a slice, a tensor of positions or a mask.</summary>
    public struct TensorIndex
    {
        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };

        public static TensorIndex None = new() { kind = Kind.None };

        public static TensorIndex Colon = Slice();

        internal enum Kind
        {
            None,
            Single,
            Ellipsis,
            Tensor,
            Slice,
        }

        internal Kind kind;
        internal long? start;
        internal long? stop;
        internal long? step;
        internal Tensor? tensor;

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start, stop = stop, step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(From(range.Start), To(range.End));

        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Index index) => Single(From(index));

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        /// <summary>Never called: it tells the compiler that an index is the narrower of the two.</summary>
        public static implicit operator Tensor(TensorIndex value) => throw new InvalidOperationException("an index is not a tensor");

        private static long From(Index index) => index.IsFromEnd ? -index.Value : index.Value;

        private static long? To(Index index) => index is { IsFromEnd: true, Value: 0 } ? null : From(index);
    }

    public partial class Tensor
    {
        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => index(TensorIndex.Single(i1));
            set => index_put_(value, TensorIndex.Single(i1));
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(TensorIndex.Single(i1), TensorIndex.Single(i2));
            set => index_put_(value, TensorIndex.Single(i1), TensorIndex.Single(i2));
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Array.ConvertAll(indices, i => TensorIndex.Single(i)));
            set => index_put_(value, Array.ConvertAll(indices, i => TensorIndex.Single(i)));
        }

        /// <summary>Numbers and slices give a view; a tensor of positions or a mask gives a copy.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var (view, positions) = View(indices);
            if (positions is null) return view;
            using (view)
            {
                using var borrowed = new Borrowed(positions);
                return Wrap(Native.dcai_index(view.handle, borrowed.Pointers, positions.Length, out var result), result);
            }
        }

        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var (view, positions) = View(indices);
            using (view)
            {
                if (positions is null)
                {
                    view.copy_(value);
                    return this;
                }

                using var borrowed = new Borrowed(positions);
                using var put = value.to(dtype, device);
                Native.Check(Native.dcai_index_put_(view.handle, borrowed.Pointers, positions.Length, put.handle));
                return this;
            }
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            Native.Check(Native.dcai_scalar_tensor(value.number, Options(dtype, device, false), out var native));
            using var filled = new Tensor(native);
            return index_put_(filled, indices);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        // What numbers, slices and new axes select, and per remaining dimension the tensor of positions, if there is any.
        private (Tensor View, Tensor?[]? Positions) View(TensorIndex[] indices)
        {
            var consumed = indices.Sum(i => i.kind switch
            {
                TensorIndex.Kind.Ellipsis or TensorIndex.Kind.None => 0,
                TensorIndex.Kind.Tensor when i.tensor!.dtype == ScalarType.Bool => (int)i.tensor.Dimensions,
                _ => 1,
            });
            if (consumed > Dimensions)
            {
                throw new ArgumentException($"{consumed} dimensions are indexed, the tensor has {Dimensions}", nameof(indices));
            }

            var view = alias();
            List<Tensor?>? positions = null;
            var (dimension, covered) = (0, 0);
            foreach (var index in indices)
            {
                var previous = view;
                switch (index.kind)
                {
                    case TensorIndex.Kind.Single:
                        view = previous.select(dimension, index.start ?? 0);
                        previous.Dispose();
                        break;
                    case TensorIndex.Kind.Slice:
                        view = previous.slice(dimension, index.start ?? 0, index.stop ?? long.MaxValue, index.step ?? 1);
                        previous.Dispose();
                        dimension++;
                        break;
                    case TensorIndex.Kind.None:
                        view = previous.unsqueeze(dimension++);
                        previous.Dispose();
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dimension += (int)Dimensions - consumed;
                        break;
                    default:
                        positions ??= [];
                        for (; covered < dimension; covered++) positions.Add(null);
                        positions.Add(index.tensor);
                        dimension += index.tensor!.dtype == ScalarType.Bool ? (int)index.tensor.Dimensions : 1;
                        covered = dimension;
                        break;
                }
            }

            return (view, positions?.ToArray());
        }
    }
}
