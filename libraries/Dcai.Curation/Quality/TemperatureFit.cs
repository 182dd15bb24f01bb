namespace Dcai.Curation.Quality;

/// <summary>A temperature, and what it changes on the samples that it was fitted to.</summary>
public sealed record TemperatureFit
{
    /// <summary>T, by which logits are divided; above 1 the model was too sure of itself, below 1 not sure enough.</summary>
    public required double Temperature { get; init; }

    /// <summary>Mean cross-entropy of the labels at T = 1, nats, low is good.</summary>
    public required double LossBefore { get; init; }

    /// <summary>The same at <see cref="Temperature"/>; never higher.</summary>
    public required double LossAfter { get; init; }

    /// <summary>Whether the best temperature lies outside the bounds: every label is predicted right (or wrong throughout), and no finite temperature is best.</summary>
    public required bool IsAtBound { get; init; }

    /// <summary>Labelled samples that it was fitted to.</summary>
    public required int Count { get; init; }
}
