namespace Dcai.Imaging;

/// <summary>Why bytes were not accepted as an image.</summary>
public enum ImageRejectionReason
{
    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>By its first bytes none of the formats that are understood.</summary>
    UnknownFormat,

    /// <summary>More pixels than the limit, by the header.</summary>
    TooLarge,

    /// <summary>The bytes end before the image does.</summary>
    Truncated,

    /// <summary>The bytes contradict the format, a checksum or their own header.</summary>
    Corrupt,

    /// <summary>A valid image of a kind that is not decoded, such as an animated WebP.</summary>
    Unsupported,
}

/// <summary>The bytes are not an image that can be used. The message names the cause in one line.</summary>
public sealed class ImageRejectedException(ImageRejectionReason reason, string message) : Exception(message)
{
    public ImageRejectionReason Reason { get; } = reason;
}
