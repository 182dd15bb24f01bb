namespace Dcai.ReviewGateway.Datasets;

/// <summary>Where a dataset's saga stands.</summary>
public sealed record CurationStanding
{
    public required string State { get; init; }

    public string? ResumesTo { get; init; }

    public string? SuspendedBecause { get; init; }

    public required int Round { get; init; }

    public required int Generation { get; init; }

    /// <summary>Command id to the command's type.</summary>
    public required IReadOnlyDictionary<string, string> Outstanding { get; init; }
}
