namespace Dcai.Api;

/// <summary>What of a source was stored and will be ingested, whatever happens to the gateway from here on.</summary>
public sealed record ArrivalReport
{
    /// <summary>Files that were taken.</summary>
    public required int Accepted { get; init; }

    /// <summary>In the order in which they came; each has at most 256 files.</summary>
    public required IReadOnlyList<UploadReceipt> Uploads { get; init; }

    /// <summary>The first thousand files that were not taken, each with its reason.</summary>
    public required IReadOnlyList<LeftOutFile> LeftOut { get; init; }

    /// <summary>All files that were not taken.</summary>
    public required int LeftOutCount { get; init; }
}
