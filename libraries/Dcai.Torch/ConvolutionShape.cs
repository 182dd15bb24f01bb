using TorchSharp;
using TorchSharp.Modules;

namespace Dcai.Torch;

/// <summary>What the fast ways to convolve ask of a convolution.</summary>
internal static class ConvolutionShape
{
    /// <summary>3×3 with stride 1 and a border of zeros: the output is as large as the input.</summary>
    public static bool IsThreeByThree(this Conv2d convolution) =>
        convolution.groups == 1 && AreAll(convolution.kernel_size, 3) && AreAll(convolution.stride, 1)
        && convolution.padding is { } padding && AreAll(padding, 1) && AreAll(convolution.dilation, 1) && convolution.padding_mode == PaddingModes.Zeros;

    private static bool AreAll(long[] sizes, long size) => Array.TrueForAll(sizes, each => each == size);
}
