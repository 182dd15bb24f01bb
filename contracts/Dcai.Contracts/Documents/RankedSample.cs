namespace Dcai.Contracts.Documents;

/// <summary>What the auxiliary model thinks of one sample it was not trained on.</summary>
public sealed record RankedSample
{
    public required string SampleId { get; init; }

    /// <summary>Cross-entropy of the given label, nats; the smallest over several given labels; high is suspicious. Entropy of the prediction where no label was given.</summary>
    public required double Loss { get; init; }

    public required string SuggestedLabel { get; init; }

    /// <summary>Out-of-sample probability of the suggested label, range [0, 1].</summary>
    public required double Confidence { get; init; }
}
