namespace Dcai.Cli.Export;

/// <summary>What an export is of.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Release">The release; null for a snapshot.</param>
/// <param name="Snapshot">The snapshot; null for a release.</param>
/// <param name="ContentDigest">Of the snapshot behind it.</param>
internal sealed record ExportContents(string Dataset, int? Release, int? Snapshot, string ContentDigest);
