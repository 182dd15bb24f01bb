using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Dcai.Torch;

/// <summary>Batch norm, an addition and a ReLU in one go: what lies between two convolutions of a residual network.</summary>
/// <remarks>
/// In training on the CPU, float32 and channels last, it passes over memory as rarely as it can, on one thread, and differs by rounding
/// from the three operations one after the other. Everywhere else, and over TorchSharp's package, it is those three operations.
/// </remarks>
public static class FusedBatchNorm
{
    /// <summary>relu(norm(input) + shortcut); in training the running statistics move as <see cref="BatchNorm2d"/> moves them.</summary>
    /// <param name="norm">Over C channels. Borrowed.</param>
    /// <param name="input">[N, C, H, W]. Borrowed.</param>
    /// <param name="shortcut">[N, C, H, W], what is added before the ReLU; null for nothing. Borrowed.</param>
    /// <returns>[N, C, H, W]. Owned by the caller.</returns>
    public static Tensor ForwardRelu(this BatchNorm2d norm, Tensor input, Tensor? shortcut = null)
    {
#if !TORCHSHARP_PACKAGE
        if (norm.training)
        {
            norm.CheckRank(input);
            var factor = norm.CountBatch();
            return Tensor.Wrap(
                Native.dcai_batch_norm(
                    input.handle, Maybe(norm.affine ? norm.weight : null), Maybe(norm.bias), Maybe(norm.running_mean),
                    Maybe(norm.running_var), training: 1, factor, norm.eps, relu: 1, Maybe(shortcut), out var result), result);
        }
#endif
        var normalised = norm.forward(input);
        if (shortcut is not null) normalised.add_(shortcut);
        normalised.relu_();
        return normalised;
    }

#if !TORCHSHARP_PACKAGE
    private static TensorHandle Maybe(Tensor? tensor) => tensor?.handle ?? TensorHandle.None;
#endif
}
