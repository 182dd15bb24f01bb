namespace Dcai.Imaging;

/// <summary>How formats begin and what they are called.</summary>
public static class ImageFormats
{
    /// <summary>The longest beginning that tells a format, bytes.</summary>
    public const int SignatureBytes = 12;

    private static readonly ImageFormat[] All = Enum.GetValues<ImageFormat>();

    /// <summary>The format by the first bytes, never by a file name; null where they are no known one.</summary>
    /// <param name="head">The first bytes; <see cref="SignatureBytes"/> of them do. A file cut inside its signature still counts as that
    /// format, so that it is called truncated and not unknown.</param>
    public static ImageFormat? Of(ReadOnlySpan<byte> head)
    {
        foreach (var format in All)
        {
            if (!head.IsEmpty && Begins(head, format))
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>The media type, such as <c>image/png</c>.</summary>
    public static string MediaType(ImageFormat format) => format switch
    {
        ImageFormat.Png => "image/png",
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.WebP => "image/webp",
        ImageFormat.Bmp => "image/bmp",
        ImageFormat.Gif => "image/gif",
        ImageFormat.Tiff => "image/tiff",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not an image format"),
    };

    /// <summary>Whether the end of a file's name is that of an image: .png, .jpg, .jpeg, .webp, .bmp, .gif, .tif or .tiff, in any case.</summary>
    public static bool IsImageName(string name) => Path.GetExtension(name).ToLowerInvariant()
        is ".png" or ".jpg" or ".jpeg" or ".webp" or ".bmp" or ".gif" or ".tif" or ".tiff";

    private static bool Begins(ReadOnlySpan<byte> head, ImageFormat format) => format switch
    {
        ImageFormat.Png => Matches(head, PngStream.Signature),
        ImageFormat.Jpeg => Matches(head, JpegStream.Signature),
        ImageFormat.WebP => Matches(head, "RIFF"u8) && (head.Length < SignatureBytes || head[8..SignatureBytes].SequenceEqual("WEBP"u8)),
        ImageFormat.Bmp => Matches(head, "BM"u8),
        ImageFormat.Gif => Matches(head, "GIF87a"u8) || Matches(head, "GIF89a"u8),
        _ => Matches(head, "II*\0"u8) || Matches(head, "MM\0*"u8),
    };

    private static bool Matches(ReadOnlySpan<byte> head, ReadOnlySpan<byte> signature) =>
        head.Length >= signature.Length ? head.StartsWith(signature) : signature.StartsWith(head);
}
