namespace Dcai.Contracts.Documents;

/// <summary>One image to decide, and why it is shown.</summary>
public sealed record ReviewItem
{
    public required string SampleId { get; init; }

    public required ReviewEnd End { get; init; }

    /// <summary>One line for the reviewer.</summary>
    public required string Reason { get; init; }

    public required IReadOnlyList<string> GivenLabels { get; init; }

    /// <summary>The auxiliary model's top class.</summary>
    public string? SuggestedLabel { get; init; }

    /// <summary>Out-of-sample probability of the suggested label, range [0, 1].</summary>
    public double? Confidence { get; init; }

    /// <summary>Cross-entropy of the given label, nats; high is suspicious.</summary>
    public double? Loss { get; init; }
}
