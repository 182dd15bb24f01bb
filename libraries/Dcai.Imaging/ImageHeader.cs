namespace Dcai.Imaging;

/// <summary>What an encoded image says of itself, read without decoding and without allocating.</summary>
/// <param name="Format">By the first bytes, never by a file name.</param>
/// <param name="Width">In pixels, at least 1.</param>
/// <param name="Height">In pixels, at least 1.</param>
public readonly record struct ImageHeader(ImageFormat Format, int Width, int Height)
{
    /// <param name="bytes">The encoded image. For PNG the first 33 bytes do; a JPEG's frame header may come late.</param>
    /// <exception cref="ImageRejectedException">Empty, unknown format, or the header itself is truncated or corrupt. Size limits are not
    /// checked here.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new ImageRejectedException(ImageRejectionReason.Empty, "the image is empty (0 bytes)");
        }

        if (Matches(bytes, PngStream.Signature))
        {
            return PngStream.ReadHeader(bytes);
        }

        if (Matches(bytes, JpegStream.Signature))
        {
            return JpegStream.ReadHeader(bytes);
        }

        throw new ImageRejectedException(
            ImageRejectionReason.UnknownFormat,
            $"unknown image format: neither PNG nor JPEG (the first bytes are {Convert.ToHexString(bytes[..Math.Min(8, bytes.Length)])})");
    }

    internal long Pixels => (long)Width * Height;

    /// <summary>A file cut inside its signature still counts as that format, so that it is called truncated and not unknown.</summary>
    private static bool Matches(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        bytes.Length >= signature.Length ? bytes.StartsWith(signature) : signature.StartsWith(bytes);
}
