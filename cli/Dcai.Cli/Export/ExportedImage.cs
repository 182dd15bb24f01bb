using Dcai.Api;

namespace Dcai.Cli.Export;

/// <summary>One image on its way into an export.</summary>
/// <param name="Certificate">Who certified it, and what it is.</param>
/// <param name="Ordinal">Its place within its part, 0-based, erased ones counted: an erasure moves no other image.</param>
/// <param name="Content">Its bytes, verified; null where they are in place already.</param>
internal sealed record ExportedImage(Certificate Certificate, int Ordinal, byte[]? Content)
{
    public string FileName => $"{Name}.{Extension}";

    /// <summary>Of an image its digest; of a copy its original's and its number, which no other has.</summary>
    public string Name => Certificate.AugmentedFrom is { } original ? FormattableString.Invariant($"{original}-{Certificate.Copy}") : Certificate.SampleId;

    /// <summary>As certificates name it: ingested, gathered or synthesized; null for an external test image.</summary>
    public static string? OriginOf(Certificate certificate) => certificate.Origin?.ToString().ToLowerInvariant();

    public string Extension => Certificate.MediaType switch
    {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "image/bmp" => "bmp",
        "image/gif" => "gif",
        "image/tiff" => "tiff",
        _ => "bin",
    };
}
