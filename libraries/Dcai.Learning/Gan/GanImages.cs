using Dcai.Imaging;
using Dcai.Torch;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>Between the range that a generator paints in, the classifier's, and images.</summary>
internal static class GanImages
{
    private const float HalfRange = 127.5f;

    /// <summary>Colour to gray, for the discriminator.</summary>
    /// <param name="images">float32 [N, 3, H, W]; BGR; range [0, 255]. Borrowed.</param>
    /// <returns>float32 [N, 1, H, W], range [−1, 1]. Owned by the caller.</returns>
    public static Tensor OfColour(Tensor images)
    {
        using var scope = NewDisposeScope();
        var weights = tensor([0.114f, 0.587f, 0.299f], [1L, 3, 1, 1], device: images.device);
        return ((images * weights).sum(1, keepdim: true) / HalfRange - 1f).MoveToOuterDisposeScope();
    }

    /// <summary>To the range of pixels.</summary>
    /// <param name="images">float32 [N, 1, H, W], range [−1, 1]. Borrowed.</param>
    /// <returns>float32 [N, 1, H, W], range [0, 255]. Owned by the caller.</returns>
    public static Tensor ToPixels(Tensor images)
    {
        using var scope = NewDisposeScope();
        return ((images + 1f) * HalfRange).MoveToOuterDisposeScope();
    }

    /// <summary>From the range of pixels.</summary>
    /// <param name="pixels">float32 [N, 1, H, W], range [0, 255]. Borrowed.</param>
    /// <returns>float32 [N, 1, H, W], range [−1, 1]. Owned by the caller.</returns>
    public static Tensor OfPixels(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return (pixels / HalfRange - 1f).MoveToOuterDisposeScope();
    }

    /// <summary>What the classifier sees of painted images; gradients pass.</summary>
    /// <param name="images">float32 [N, 1, H, W], range [−1, 1]. Borrowed.</param>
    /// <param name="means">Of <see cref="ImageTensor.Means"/>. Borrowed.</param>
    /// <returns>float32 [N, 3, H, W]; BGR minus the means, channels last. Owned by the caller.</returns>
    public static Tensor ForClassifier(Tensor images, Tensor means)
    {
        using var scope = NewDisposeScope();
        return (ToPixels(images) - means).AsChannelsLast().MoveToOuterDisposeScope(); // one channel less three means
    }

    /// <summary>Painted images as bytes, rounded.</summary>
    /// <param name="images">float32 [N, 1, H, W], range [−1, 1]. Borrowed.</param>
    public static IReadOnlyList<Image> ToGray(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (N, H, W) = ((int)images.shape[0], (int)images.shape[2], (int)images.shape[3]);
        var values = ImageTensor.Values(ToPixels(images));
        var gray = new Image[N];
        for (var n = 0; n < N; n++)
        {
            gray[n] = new Image(W, H, PixelFormat.Gray8, Array.ConvertAll(values[(n * H * W)..((n + 1) * H * W)], Level));
        }

        return gray;
    }

    private static byte Level(float value) => (byte)Math.Clamp(MathF.Round(value), 0, byte.MaxValue);
}
