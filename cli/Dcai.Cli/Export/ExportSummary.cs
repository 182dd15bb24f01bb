namespace Dcai.Cli.Export;

/// <summary>release.json: what an export holds. It is written last, so a folder that has it is whole.</summary>
internal sealed record ExportSummary
{
    public const string File = "release.json";

    public const string FormatName = "dcai.export";

    public const int FormatVersion = 1;

    public required string Format { get; init; }

    public required int Version { get; init; }

    public required ExportContents Contents { get; init; }

    /// <summary>Part to class to number of images; without erased ones.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Counts { get; init; }

    /// <summary>Images that were erased since they were certified: a certificate without a file.</summary>
    public required int Erased { get; init; }

    /// <summary>Files that the manifest lists.</summary>
    public required int Files { get; init; }

    /// <summary>SHA-256 of manifest.jsonl, 64 hexadecimal digits: it names everything that the export holds.</summary>
    public required string ManifestSha256 { get; init; }

    public int Images() => Counts.Values.Sum(classes => classes.Values.Sum());
}
