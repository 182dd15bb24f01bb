using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Torch;

/// <summary>Convolves small maps of many channels by minimal filtering, with a quarter of the products.</summary>
/// <remarks>
/// Winograd's F(4×4, 3×3) as in Lavin and Gray 2016, https://arxiv.org/abs/1509.09308, section 4.3, on the CPU, float32 and channels last. It differs from the
/// definition by rounding. Everywhere else, and over TorchSharp's package, it is an ordinary convolution.
/// </remarks>
public static class WinogradConvolution
{
    /// <summary>With 64, on maps of 16×16, the transforms cost what they save.</summary>
    private const long FewestChannels = 128;

    /// <summary>What <see cref="Conv2d.forward"/> says, in the faster of the two ways.</summary>
    /// <param name="convolution">With a border of zeros, if with one, of a fixed width; its weights are not asked for. Borrowed.</param>
    /// <param name="input">[N, C, H, W]. Borrowed.</param>
    /// <param name="kernel">The weights in their place, of the same shape. Borrowed.</param>
    /// <returns>[N, out, H′, W′]. Owned by the caller.</returns>
    public static Tensor ForwardWinograd(this Conv2d convolution, Tensor input, Tensor kernel) =>
#if !TORCHSHARP_PACKAGE
        convolution.in_channels >= FewestChannels && convolution.IsThreeByThree() ? Convolve(input, kernel, convolution.bias) :
#endif
        functional.conv2d(input, kernel, convolution.bias, convolution.stride, convolution.padding, convolution.dilation, convolution.groups);

    /// <summary>A convolution by 3×3 with stride 1 and padding 1.</summary>
    /// <param name="input">[N, C, H, W]. Borrowed.</param>
    /// <param name="kernel">[out, C, 3, 3]. Borrowed.</param>
    /// <param name="bias">[out], or null for none. Borrowed.</param>
    /// <returns>[N, out, H, W]. Owned by the caller.</returns>
    public static Tensor Convolve(Tensor input, Tensor kernel, Tensor? bias)
    {
#if TORCHSHARP_PACKAGE
        return functional.conv2d(input, kernel, bias, padding: [1, 1]);
#else
        using var scope = NewDisposeScope();
        var value = Tensor.Wrap(Native.dcai_conv2d_winograd(input.handle, kernel.handle, out var result), result);
        return (bias is null ? value : value + bias.reshape(1, -1, 1, 1)).MoveToOuterDisposeScope();
#endif
    }
}
