namespace Dcai.Imaging;

/// <summary>Encoded bytes to pixels. All members may be called from any number of threads at once.</summary>
public static class ImageDecoder
{
    /// <summary>Decodes a PNG, JPEG, WebP, BMP, GIF (its first frame) or TIFF (its first page).</summary>
    /// <param name="bytes">The encoded image; bytes after its end are ignored. Borrowed for the call.</param>
    /// <param name="format">What the pixels become. Gray from colour is BT.601 luma (see <see cref="Image.To"/>); a colour JPEG's gray is
    /// the luma channel that it stores, which is the same up to the rounding of its colours.</param>
    /// <param name="limits"><see cref="ImageLimits.Default"/> where null.</param>
    /// <returns>uint8 [H, W, C] as stored, turned upright by the orientation that a JPEG's EXIF or a TIFF names: gamma and colour profiles
    /// are ignored; transparent pixels are laid over white; samples of fewer bits are scaled to [0, 255], of 16 bits the high byte is kept.
    /// CMYK becomes RGB as the product of ink and black.</returns>
    /// <exception cref="ImageRejectedException">The bytes are no image, are damaged, or are larger than the limits. A header above the
    /// limits, or one that promises more than the file can hold, is refused before memory for pixels is allocated.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, PixelFormat format, ImageLimits? limits = null)
    {
        limits ??= ImageLimits.Default;
        var header = ImageHeader.Read(bytes);

        // Whatever is asked for, colours may be unpacked on the way.
        var channels = header.Coloured ? 3 : Image.ChannelsOf(format);
        if (header.Pixels > limits.MaximumPixels || header.Pixels * channels > Array.MaxLength)
        {
            throw new ImageRejectedException(
                ImageRejectionReason.TooLarge,
                $"the image is too large: {header.Width}×{header.Height} pixels, and at most {limits.MaximumPixels} are decoded");
        }

        return header.Format switch
        {
            ImageFormat.Png => PngStream.Decode(bytes, header, format),
            ImageFormat.Jpeg => Orientation.Upright(JpegStream.Decode(bytes, header, format), JpegStream.ReadOrientation(bytes)),
            ImageFormat.WebP => WebPStream.Decode(bytes, header).To(format),
            ImageFormat.Bmp => BmpStream.Decode(bytes, header).To(format),
            ImageFormat.Gif => GifStream.Decode(bytes, header).To(format),
            _ => TiffStream.Decode(bytes).To(format),
        };
    }
}
