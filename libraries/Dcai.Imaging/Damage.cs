namespace Dcai.Imaging;

/// <summary>Reads encoded bytes without ever leaving them, and names what is wrong with them.</summary>
internal static class Damage
{
    /// <summary>A part of the file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="format">How it is called in the message.</param>
    /// <param name="offset">Where the part begins; any number.</param>
    /// <param name="length">Its length; any number.</param>
    /// <exception cref="ImageRejectedException">The file ends before the part does.</exception>
    public static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, string format, long offset, long length) =>
        offset >= 0 && length >= 0 && offset + length <= bytes.Length ? bytes.Slice((int)offset, (int)length) : throw Truncated(format, bytes.Length);

    public static ImageRejectedException Truncated(string format, int length) =>
        new(ImageRejectionReason.Truncated, $"the {format} is truncated: it ends after {length} bytes, before its pixels do");

    public static ImageRejectedException Corrupt(string format, string why) => new(ImageRejectionReason.Corrupt, $"the {format} is corrupt: {why}");

    public static ImageRejectedException Unsupported(string format, string what) =>
        new(ImageRejectionReason.Unsupported, $"the {format} {what}, which is not supported: save it as PNG");
}
