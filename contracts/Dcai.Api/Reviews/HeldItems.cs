namespace Dcai.Api;

/// <summary>What a reviewer holds.</summary>
public sealed record HeldItems
{
    /// <summary>Chosen by the client.</summary>
    public required string LeaseId { get; init; }

    /// <summary>Seconds until others may get the items, unless the lease is renewed before.</summary>
    public required double Seconds { get; init; }

    public required ReviewSummary Review { get; init; }

    /// <summary>What a certified label may be.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>In the order of the review. Of other people's decisions only those are shown that are to be adjudicated.</summary>
    public required IReadOnlyList<ReviewTask> Items { get; init; }

    /// <summary>Items of the grid that wait for this reviewer and are not pending, whoever holds them.</summary>
    public required int GridLeft { get; init; }

    /// <summary>Items of the focus view that wait for this reviewer and are not pending, whoever holds them.</summary>
    public required int FocusLeft { get; init; }
}
