namespace Dcai.Api;

/// <summary>One image in two snapshots.</summary>
public sealed record SampleChange
{
    public required string SampleId { get; init; }

    /// <summary>Absent where it arrived since.</summary>
    public SampleSummary? Before { get; init; }

    /// <summary>Absent where it is gone.</summary>
    public SampleSummary? After { get; init; }
}
