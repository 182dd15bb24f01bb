using Dcai.Imaging;

namespace Dcai.Learning;

/// <summary>From encoded images to the pixels that the models see.</summary>
public static class Preprocessing
{
    /// <summary>H = W of the reference model's input.</summary>
    public const int ReferenceSize = 32;

    /// <summary>
    /// Decodes an image and resizes it as the reference model's own script does: two by two taps, half-pixel centres, no antialiasing,
    /// the aspect ratio not kept. On thin strokes this loses much; it is part of the task that the model is compared on.
    /// </summary>
    /// <param name="encodedImage">The bytes of an image file.</param>
    /// <returns>float32 [3, 32, 32]; RGB, gray replicated; range [0, 255], not rounded. Owned by the caller.</returns>
    /// <exception cref="ImageRejectedException">The bytes are no image that can be read; the message names the cause.</exception>
    public static float[] Reference(ReadOnlySpan<byte> encodedImage) =>
        Resize.Reference(ImageDecoder.Decode(encodedImage, PixelFormat.Rgb24), ReferenceSize, ReferenceSize);
}
