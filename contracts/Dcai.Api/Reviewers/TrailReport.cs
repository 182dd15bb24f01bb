namespace Dcai.Api;

/// <summary>Whether every certificate and every removal of a dataset rests on decisions that are there.</summary>
public sealed record TrailReport
{
    /// <summary>The snapshot that was looked at; 0 while there is none.</summary>
    public required int SnapshotVersion { get; init; }

    /// <summary>Its samples that are certified or removed.</summary>
    public required int Samples { get; init; }

    public required int Reviews { get; init; }

    public required int Decisions { get; init; }

    /// <summary>What is wrong, one line each: where and what. Empty where the trail is whole.</summary>
    public required IReadOnlyList<string> Findings { get; init; }
}
