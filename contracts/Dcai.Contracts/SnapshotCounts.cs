namespace Dcai.Contracts;

/// <summary>How many samples are in which status. <c>Uncertified + Certified + Removed = Samples</c>.</summary>
public sealed record SnapshotCounts
{
    public required int Samples { get; init; }

    public required int Uncertified { get; init; }

    public required int Certified { get; init; }

    public required int Removed { get; init; }

    /// <summary>Samples, of any status, whose labels disagree and await a decision.</summary>
    public required int Conflicts { get; init; }

    /// <summary>Uncertified samples whose picture is unusual; absent in snapshots of older builds.</summary>
    public int? Unusual { get; init; }
}
