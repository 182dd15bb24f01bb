using Dcai.Imaging;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>What bytes begin like. Ingest decodes them and has the last word.</summary>
internal static class MediaTypes
{
    public static string Of(ReadOnlySpan<byte> content) => ImageFormats.Of(content) is { } format ? ImageFormats.MediaType(format) : "application/octet-stream";
}
