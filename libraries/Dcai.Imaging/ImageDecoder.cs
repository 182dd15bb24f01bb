namespace Dcai.Imaging;

/// <summary>Encoded bytes to pixels. All members may be called from any number of threads at once.</summary>
public static class ImageDecoder
{
    /// <summary>Decodes a PNG or JPEG.</summary>
    /// <param name="bytes">The encoded image; bytes after its end are ignored. Borrowed for the call.</param>
    /// <param name="format">What the pixels become. Gray from colour is BT.601 luma (see <see cref="Image.To"/>); a colour JPEG's gray is
    /// the luma channel that it stores, which is the same up to the rounding of its colours.</param>
    /// <param name="limits"><see cref="ImageLimits.Default"/> where null.</param>
    /// <returns>uint8 [H, W, C] as stored: gamma, colour profiles and EXIF orientation are ignored; transparent pixels are laid over white;
    /// samples of fewer bits are scaled to [0, 255], of 16 bits the high byte is kept.</returns>
    /// <exception cref="ImageRejectedException">The bytes are no image, are damaged, or are larger than the limits. A header above the
    /// limits, or one that promises more than the file can hold, is refused before memory for pixels is allocated.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, PixelFormat format, ImageLimits? limits = null)
    {
        limits ??= ImageLimits.Default;
        var channels = Image.ChannelsOf(format);
        var header = ImageHeader.Read(bytes);
        if (header.Pixels > limits.MaximumPixels || header.Pixels * channels > Array.MaxLength)
        {
            throw new ImageRejectedException(
                ImageRejectionReason.TooLarge,
                $"the image is too large: {header.Width}×{header.Height} pixels, and at most {limits.MaximumPixels} are decoded");
        }

        return header.Format == ImageFormat.Png ? PngStream.Decode(bytes, header, format) : JpegStream.Decode(bytes, header, format);
    }
}
