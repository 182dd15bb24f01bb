namespace Dcai.Curation.Quality;

/// <summary>Shannon's entropy.</summary>
internal static class Entropy
{
    /// <summary>−Σ p log p, nats; a probability of 0 adds nothing.</summary>
    public static double Of(ReadOnlySpan<double> probabilities)
    {
        var entropy = 0.0;
        foreach (var probability in probabilities)
        {
            entropy -= probability > 0 ? probability * Math.Log(probability) : 0;
        }

        return entropy;
    }
}
