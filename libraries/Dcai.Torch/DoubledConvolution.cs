using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Torch;

/// <summary>Doubles an image's size by repeating its pixels and convolves it, in one go: what a generator does where it grows an image.</summary>
/// <remarks>
/// On the CPU, float32 and channels last, it multiplies each pixel once with a sum of weights where the two operations multiply its four copies
/// with each weight: 4 products for 9, and no copies. It differs from them by rounding. Everywhere else, and over TorchSharp's package, it is the two.
/// </remarks>
public static class DoubledConvolution
{
    /// <summary>convolution(input with twice the height and width).</summary>
    /// <param name="convolution">3×3, stride 1, padding 1 and without a bias for the fast way. Borrowed.</param>
    /// <param name="input">[N, C, H, W]. Borrowed.</param>
    /// <returns>[N, out_channels, 2·H, 2·W] with those. Owned by the caller.</returns>
    public static Tensor ForwardDoubled(this Conv2d convolution, Tensor input)
    {
#if !TORCHSHARP_PACKAGE
        if (convolution.bias is null && convolution.IsThreeByThree())
        {
            return Tensor.Wrap(Native.dcai_conv2d_doubled(input.handle, convolution.weight.handle, out var result), result);
        }
#endif
        using var doubled = functional.interpolate(input, scale_factor: [2, 2]);
        return convolution.forward(doubled);
    }
}
