namespace Dcai.Api;

/// <summary>A batch of decisions is stored.</summary>
public sealed record DecisionReceipt
{
    public required string BatchId { get; init; }

    /// <summary>The very same batch was stored before.</summary>
    public required bool AlreadyStored { get; init; }

    /// <summary>The review afterwards.</summary>
    public required ReviewSummary Review { get; init; }
}
