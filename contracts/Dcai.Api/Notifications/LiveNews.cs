namespace Dcai.Api;

/// <summary>What the hub tells a page that listens: that something is new. What it is now is read through the REST API.</summary>
public sealed record LiveNews
{
    /// <summary>review.opened, review.completed, decisions.stored, dataset.changed or work.progressed.</summary>
    public required string Event { get; init; }

    public required string DatasetId { get; init; }

    /// <summary>Of review.opened, review.completed and decisions.stored.</summary>
    public string? ReviewId { get; init; }

    /// <summary>Of dataset.changed: the state that it is in now.</summary>
    public string? State { get; init; }
}
