namespace Dcai.Api;

/// <summary>What a round's auxiliary model thought of an image that it was not trained on.</summary>
public sealed record SampleRanking
{
    public required int Round { get; init; }

    /// <summary>Cross-entropy of the given label, nats; high is suspicious. Entropy of the prediction where no label was given.</summary>
    public required double Loss { get; init; }

    public required string SuggestedLabel { get; init; }

    /// <summary>Out-of-sample probability of the suggested label, range [0, 1].</summary>
    public required double Confidence { get; init; }
}
