using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>Owns one native tensor. The marshaller keeps it alive while a call uses it, so the finalizer cannot free it under one.</summary>
internal sealed class TensorHandle : SafeHandle
{
    /// <summary>Stands for an absent tensor in calls.</summary>
    internal static readonly TensorHandle None = new();

    private static long live;
    private static long peak;

    internal TensorHandle()
        : base(0, ownsHandle: false)
    {
    }

    internal TensorHandle(nint native)
        : base(0, ownsHandle: true)
    {
        SetHandle(native);
        var now = Interlocked.Increment(ref live);
        if (now > Interlocked.Read(ref peak)) Interlocked.Exchange(ref peak, now);
    }

    internal static long Live => Interlocked.Read(ref live);

    internal static long Peak => Interlocked.Read(ref peak);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.dcai_free(handle);
        Interlocked.Decrement(ref live);
        return true;
    }
}

internal sealed class GeneratorHandle : SafeHandle
{
    internal static readonly GeneratorHandle None = new();

    internal GeneratorHandle()
        : base(0, ownsHandle: false)
    {
    }

    internal GeneratorHandle(nint native)
        : base(0, ownsHandle: true) => SetHandle(native);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.dcai_generator_free(handle);
        return true;
    }
}

/// <summary>Several tensors for one call; keeps them alive until it is disposed.</summary>
internal readonly struct Borrowed : IDisposable
{
    private readonly TensorHandle?[] held;

    internal Borrowed(IReadOnlyList<torch.Tensor?> tensors)
    {
        held = new TensorHandle?[tensors.Count];
        Pointers = new nint[tensors.Count];
        for (var i = 0; i < held.Length; i++)
        {
            if (tensors[i] is not { } tensor) continue;
            var added = false;
            tensor.handle.DangerousAddRef(ref added);
            held[i] = tensor.handle;
            Pointers[i] = tensor.handle.DangerousGetHandle();
        }
    }

    internal nint[] Pointers { get; }

    public void Dispose()
    {
        foreach (var handle in held) handle?.DangerousRelease();
    }
}
