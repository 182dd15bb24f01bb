using Dcai.Imaging;

namespace Dcai.Learning;

/// <summary>Makes distorted copies of images as files, once, instead of anew in every epoch.</summary>
public static class OfflineAugmentation
{
    /// <summary>Longer images are reduced before they are distorted, pixels.</summary>
    public const int LongestSide = 512;

    private const int ShortestSide = 2;

    /// <summary>One distorted copy.</summary>
    /// <param name="encodedImage">The bytes of an image file.</param>
    /// <param name="policy">How it is distorted.</param>
    /// <param name="seed">Equal images, policies and seeds give equal bytes.</param>
    /// <returns>A PNG of the image's size, or reduced to <see cref="LongestSide"/>; gray where the copy is.</returns>
    /// <exception cref="ImageRejectedException">The bytes are no image that can be read; the message names the cause.</exception>
    public static byte[] Copy(ReadOnlySpan<byte> encodedImage, AugmentationPolicy policy, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var image = Reduced(ImageDecoder.Decode(encodedImage, PixelFormat.Rgb24));
        var copy = policy.Preview(new LabelledImages(["image"], Preprocessing.Planes(image), [LabelledImages.NoLabel], image.Height, image.Width), seed);
        return PngEncoder.Encode(WithoutColour(ToImage(copy, image.Width, image.Height)));
    }

    /// <summary>Pixels as people see them.</summary>
    /// <param name="planes">float32 [3, H, W]; RGB; range [0, 255], rounded and cut off here.</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    public static Image ToImage(ReadOnlySpan<float> planes, int width, int height)
    {
        var plane = width * height;
        var pixels = new byte[3 * plane];
        for (var i = 0; i < plane; i++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                pixels[(3 * i) + channel] = (byte)Math.Clamp(MathF.Round(planes[(channel * plane) + i]), 0, 255);
            }
        }

        return new Image(width, height, PixelFormat.Rgb24, pixels);
    }

    /// <summary>Within the sides that can be distorted.</summary>
    private static Image Reduced(Image image)
    {
        var scale = Math.Min(1.0, (double)LongestSide / Math.Max(image.Width, image.Height));
        var (width, height) = (Side(image.Width), Side(image.Height));
        return width == image.Width && height == image.Height ? image : Resize.Antialiased(image, width, height);

        int Side(int pixels) => Math.Max(ShortestSide, (int)Math.Round(scale * pixels));
    }

    private static Image WithoutColour(Image image)
    {
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            if (image.Pixels[i] != image.Pixels[i + 1] || image.Pixels[i] != image.Pixels[i + 2])
            {
                return image;
            }
        }

        return image.To(PixelFormat.Gray8);
    }
}
