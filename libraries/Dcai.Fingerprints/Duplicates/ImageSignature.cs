namespace Dcai.Fingerprints.Duplicates;

/// <summary>How files of images begin, those that are not decoded included: they are named as such.</summary>
internal static class ImageSignature
{
    public static bool Matches(ReadOnlySpan<byte> head) =>
        IsPng(head) || IsJpeg(head) || head.StartsWith("GIF8"u8) || head.StartsWith("BM"u8)
        || head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8));

    private static bool IsPng(ReadOnlySpan<byte> head) => head is [0x89, (byte)'P', (byte)'N', (byte)'G', ..];

    private static bool IsJpeg(ReadOnlySpan<byte> head) => head is [0xFF, 0xD8, 0xFF, ..];
}
