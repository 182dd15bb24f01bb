namespace Dcai.Api;

/// <summary>One task for the reviewers.</summary>
public sealed record ReviewSummary
{
    public required string DatasetId { get; init; }

    public required string ReviewId { get; init; }

    public required ReviewPurpose Purpose { get; init; }

    /// <summary>0 for the seed.</summary>
    public required int Round { get; init; }

    public required ReviewState State { get; init; }

    public required int ItemCount { get; init; }

    public required int DecidedCount { get; init; }

    /// <summary>By the store's clock.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it should be decided; absent where the dataset sets no time.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
