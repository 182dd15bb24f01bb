namespace Dcai.Imaging;

/// <summary>What an encoded image says of itself, read without decoding and without allocating.</summary>
/// <param name="Format">By the first bytes, never by a file name.</param>
/// <param name="Width">In pixels, at least 1; as stored, before an EXIF orientation turns it.</param>
/// <param name="Height">In pixels, at least 1; likewise.</param>
/// <param name="Coloured">It stores colours or a palette, which may all be gray; false where it stores brightness only.</param>
public readonly record struct ImageHeader(ImageFormat Format, int Width, int Height, bool Coloured)
{
    /// <param name="bytes">The encoded image. For PNG the first 33 bytes do; a JPEG's frame header and a TIFF's directory may come late.</param>
    /// <exception cref="ImageRejectedException">Empty, unknown format, or the header itself is truncated or corrupt. Size limits are not
    /// checked here.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new ImageRejectedException(ImageRejectionReason.Empty, "the image is empty (0 bytes)");
        }

        return ImageFormats.Of(bytes) switch
        {
            ImageFormat.Png => PngStream.ReadHeader(bytes),
            ImageFormat.Jpeg => JpegStream.ReadHeader(bytes),
            ImageFormat.WebP => WebPStream.ReadHeader(bytes),
            ImageFormat.Bmp => BmpStream.ReadHeader(bytes),
            ImageFormat.Gif => GifStream.ReadHeader(bytes),
            ImageFormat.Tiff => TiffStream.ReadHeader(bytes),
            _ => throw new ImageRejectedException(
                ImageRejectionReason.UnknownFormat,
                $"unknown image format: none of PNG, JPEG, WebP, BMP, GIF and TIFF (the first bytes are {Convert.ToHexString(bytes[..Math.Min(8, bytes.Length)])})"),
        };
    }

    internal long Pixels => (long)Width * Height;
}
