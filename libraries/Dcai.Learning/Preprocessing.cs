using Dcai.Imaging;

namespace Dcai.Learning;

/// <summary>From encoded images to the pixels that the models see.</summary>
public static class Preprocessing
{
    /// <summary>H = W of the reference model's input.</summary>
    public const int ReferenceSize = 32;

    private const string ReferenceName = "reference";
    private const string AntialiasedName = "antialiased";
    private const string InkName = "ink";

    /// <summary>Decodes an image and brings it to a size in the way that is named.</summary>
    /// <param name="encodedImage">The bytes of an image file.</param>
    /// <param name="name">reference: <see cref="Reference"/> at any size; antialiased: every pixel counts, the aspect ratio not kept; ink: the same over the drawing that <see cref="InkCrop"/> cuts out, gray.</param>
    /// <param name="size">H = W of the result, at least 1.</param>
    /// <returns>float32 [3, H, W]; RGB, gray replicated; range [0, 255]. Owned by the caller.</returns>
    /// <exception cref="ArgumentException">There is no such way; the message names it.</exception>
    /// <exception cref="ImageRejectedException">The bytes are no image that can be read; the message names the cause.</exception>
    public static float[] Of(ReadOnlySpan<byte> encodedImage, string name, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return name switch
        {
            ReferenceName => Resize.Reference(ImageDecoder.Decode(encodedImage, PixelFormat.Rgb24), size, size),
            AntialiasedName => Planes(Resize.Antialiased(ImageDecoder.Decode(encodedImage, PixelFormat.Rgb24), size, size)),
            InkName => Planes(Resize.Antialiased(InkCrop.Square(ImageDecoder.Decode(encodedImage, PixelFormat.Gray8)), size, size).To(PixelFormat.Rgb24)),
            _ => throw new ArgumentException($"The preprocessing '{name}' is not known.", nameof(name)),
        };
    }

    /// <summary>
    /// Decodes an image and resizes it as the reference model's own script does: two by two taps, half-pixel centres, no antialiasing,
    /// the aspect ratio not kept. On thin strokes this loses much; it is part of the task that the model is compared on.
    /// </summary>
    /// <param name="encodedImage">The bytes of an image file.</param>
    /// <returns>float32 [3, 32, 32]; RGB, gray replicated; range [0, 255], not rounded. Owned by the caller.</returns>
    /// <exception cref="ImageRejectedException">The bytes are no image that can be read; the message names the cause.</exception>
    public static float[] Reference(ReadOnlySpan<byte> encodedImage) => Of(encodedImage, ReferenceName, ReferenceSize);

    /// <returns>float32 [3, H, W] of an RGB image.</returns>
    internal static float[] Planes(Image image)
    {
        var plane = image.Width * image.Height;
        var planes = new float[3 * plane];
        for (var i = 0; i < plane; i++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                planes[(channel * plane) + i] = image.Pixels[(3 * i) + channel];
            }
        }

        return planes;
    }
}
