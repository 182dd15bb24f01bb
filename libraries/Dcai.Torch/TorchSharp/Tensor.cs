using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An n-dimensional array on a device.</summary>
    /// <remarks>
    /// Whoever creates a tensor disposes it; inside a <see cref="DisposeScope"/> the scope does. Views share memory with what they
    /// were taken from and are disposed separately. Failures of libtorch are thrown as <see cref="ExternalException"/>.
    /// </remarks>
    public partial class Tensor : IDisposable
    {
        internal TensorHandle handle;

        internal Tensor(nint native)
            : this(new TensorHandle(native), register: true)
        {
        }

        internal Tensor(TensorHandle handle, bool register)
        {
            this.handle = handle;
            if (register) OwningDisposeScope = DisposeScopeManager.ThreadSingleton.Register(this);
        }

        /// <summary>The number of tensors that managed code holds.</summary>
        public static long TotalCount => TensorHandle.Live;

        /// <summary>The highest value that <see cref="TotalCount"/> has had.</summary>
        public static long PeakCount => TensorHandle.Peak;

        /// <summary>A label for debugging.</summary>
        public string? name { get; set; }

        public bool IsInvalid => handle.IsClosed || handle.IsInvalid;

        public long Dimensions => Native.dcai_dim(handle);

        public long ndim => Dimensions;

        public long NumberOfElements => Native.dcai_numel(handle);

        public long ElementSize => Native.dcai_element_size(handle);

        public ScalarType dtype => (ScalarType)Native.dcai_dtype(handle);

        public Device device
        {
            get
            {
                Native.dcai_device(handle, out var type, out var index);
                return new Device((DeviceType)type, index);
            }
        }

        public DeviceType device_type => device.type;

        public int device_index => device.index;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_leaf => Native.dcai_is_leaf(handle) != 0;

        public long[] shape => size();

        public bool requires_grad
        {
            get => Native.dcai_requires_grad(handle) != 0;
            set => Native.Check(Native.dcai_set_requires_grad(handle, value ? 1 : 0));
        }

        /// <summary>The accumulated gradient; null before the first backward pass. Each read gives a tensor of its own.</summary>
        public Tensor? grad
        {
            get
            {
                Native.Check(Native.dcai_get_grad(handle, out var gradient));
                return gradient == 0 ? null : new Tensor(gradient);
            }

            set => Native.Check(Native.dcai_set_grad(handle, value?.handle ?? TensorHandle.None));
        }

        /// <summary>The memory of a contiguous tensor on the CPU; valid while the tensor is.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous or not on the CPU.</exception>
        /// <exception cref="ArgumentException">The tensor has more than 2 GiB, or as many bytes were not given as it has.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                var length = NumberOfElements * ElementSize;
                if (!is_contiguous()) throw new InvalidOperationException("bytes of a tensor that is not contiguous");
                if (device_type != DeviceType.CPU) throw new InvalidOperationException("bytes of a tensor that is not on the CPU");
                if (length > int.MaxValue) throw new ArgumentException($"a span holds {int.MaxValue} bytes, the tensor has {length}");
                return new Span<byte>(Data(), (int)length);
            }

            set
            {
                var target = bytes;
                if (value.Length != target.Length)
                {
                    throw new ArgumentException($"the tensor has {target.Length} bytes, {value.Length} were given");
                }

                value.CopyTo(target);
            }
        }

        internal DisposeScope? OwningDisposeScope { get; set; }

        public long dim() => Dimensions;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public long[] size()
        {
            var result = new long[Dimensions];
            Native.Check(Native.dcai_sizes(handle, result));
            return result;
        }

        /// <param name="dim">Counted from the end when negative.</param>
        public long size(int dim)
        {
            var sizes = size();
            var index = dim < 0 ? dim + sizes.Length : dim;
            return index >= 0 && index < sizes.Length
                ? sizes[index]
                : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"the tensor has {sizes.Length} dimensions");
        }

        public long[] stride()
        {
            var result = new long[Dimensions];
            Native.Check(Native.dcai_strides(handle, result));
            return result;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)Dimensions : dim];

        /// <summary>The elements in order, copied to the CPU when they lie elsewhere.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's element type.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            if (!ElementTypes.Match<T>(dtype)) throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The one element of a tensor that has one.</summary>
        /// <exception cref="ArgumentException">There is not exactly one, or it is of another type.</exception>
        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException($"item of a tensor of {NumberOfElements} elements");
            if (device_type == DeviceType.CPU) return data<T>()[0];
            using var local = cpu();
            return local.data<T>()[0];
        }

        /// <summary>The one element as a number of whatever type it has.</summary>
        public Scalar ToScalar()
        {
            Native.Check(Native.dcai_item(handle, out var number));
            return new Scalar(number, dtype);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Native.Check(Native.dcai_retain_grad(handle));

        public void backward() => backward(null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>A second owner of the same tensor.</summary>
        public Tensor alias() => Wrap(Native.dcai_alias(handle, out var result), result);

        public Tensor clone() => Wrap(Native.dcai_clone(handle, out var result), result);

        public Tensor detach() => Wrap(Native.dcai_detach(handle, out var result), result);

        public Tensor detach_() => Done(Native.dcai_detach_(handle));

        public bool is_contiguous()
        {
            Native.Check(Native.dcai_is_contiguous(handle, ContiguousFormat, out var result));
            return result != 0;
        }

        public Tensor contiguous() => Wrap(Native.dcai_contiguous(handle, ContiguousFormat, out var result), result);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Done(Native.dcai_copy_(handle, source.handle, nonBlocking ? 1 : 0));

        public Tensor fill_(Scalar value) => Done(Native.dcai_fill_(handle, value.number));

        public Tensor zero_() => Done(Native.dcai_zero_(handle));

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        /// <summary>The same elements as another type; the same tensor again, with another owner, when nothing changes.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(type, null, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(type, null, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(type, device, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(null, device, copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(null, new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(null, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) => To(other.dtype, other.device, false, false, non_blocking);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        /// <summary>Hands this tensor to the scope outside its own, or to nobody when there is none.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes this tensor out of its scope: whoever holds it disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null) other?.Attach(this);
            else OwningDisposeScope.MoveToOther(other, [this]);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (!disposing || IsInvalid) return;
            DisposeScopeManager.Disposing(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            handle.Dispose();
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Whether shape, type and every element are the same.</summary>
        public bool Equals(Tensor target)
        {
            if (target is null) return false;
            Native.Check(Native.dcai_equal(handle, target.handle, out var result));
            return result != 0;
        }

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        public override string ToString() => IsInvalid
            ? "disposed tensor"
            : string.Create(CultureInfo.InvariantCulture, $"[{string.Join('x', shape)}], type = {dtype}, device = {device}");

        internal const int ContiguousFormat = 0;

        internal static Tensor Wrap(int status, nint result)
        {
            Native.Check(status);
            return new Tensor(result);
        }

        internal static (Tensor First, Tensor Second) Wrap(int status, nint first, nint second)
        {
            Native.Check(status);
            return (new Tensor(first), new Tensor(second));
        }

        internal unsafe void* Data()
        {
            Native.Check(Native.dcai_data(handle, out var pointer));
            return (void*)pointer;
        }

        internal void SetData(Tensor source) => Native.Check(Native.dcai_set_data(handle, source.handle));

        /// <summary>Gives up the native tensor; this object is as if disposed.</summary>
        internal TensorHandle Surrender()
        {
            var surrendered = handle;
            handle = TensorHandle.None;
            return surrendered;
        }

        private Tensor Done(int status)
        {
            Native.Check(status);
            return this;
        }

        private Tensor To(ScalarType? type, Device? device, bool copy, bool disposeAfter, bool nonBlocking)
        {
            var status = Native.dcai_to(
                handle, type is { } wanted ? (int)wanted : -1, device is null ? -1 : (int)device.type, device?.index ?? -1, copy ? 1 : 0,
                nonBlocking ? 1 : 0, out var result);
            var converted = Wrap(status, result);
            if (disposeAfter) Dispose();
            return converted;
        }
    }

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    public static bool is_integral(ScalarType type) => !is_floating_point(type);
}

/// <summary>Which .NET type holds which element type.</summary>
internal static class ElementTypes
{
    internal static bool Match<T>(torch.ScalarType type) => Of(typeof(T)) == type;

    internal static torch.ScalarType Of(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => torch.ScalarType.Bool,
        TypeCode.Byte => torch.ScalarType.Byte,
        TypeCode.SByte => torch.ScalarType.Int8,
        TypeCode.Int16 => torch.ScalarType.Int16,
        TypeCode.Int32 => torch.ScalarType.Int32,
        TypeCode.Int64 => torch.ScalarType.Int64,
        TypeCode.Single => torch.ScalarType.Float32,
        TypeCode.Double => torch.ScalarType.Float64,
        _ when type == typeof(Half) => torch.ScalarType.Float16,
        _ => throw new NotSupportedException($"tensors do not hold {type.FullName}"),
    };
}
