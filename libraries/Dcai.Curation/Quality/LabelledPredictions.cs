namespace Dcai.Curation.Quality;

/// <summary>Class probabilities beside the labels that the samples were given.</summary>
/// <remarks>
/// For the scores and filters of this namespace the probabilities have to be out-of-sample: from models that never saw the sample, or a
/// wrong label that was learned looks right. Nothing here can check that.
/// </remarks>
public sealed class LabelledPredictions
{
    private readonly int[] labels;

    /// <param name="probabilities">[N, K], K at least 2.</param>
    /// <param name="labels">int32 [N], each a class index below K. Kept: the caller writes to it no more.</param>
    /// <exception cref="ArgumentException">The counts differ, or a label is no class (−1 included: leave samples without a label out).</exception>
    /// <exception cref="CurationException">There is one class only.</exception>
    public LabelledPredictions(PredictedProbabilities probabilities, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(labels);
        if (probabilities.ClassCount < 2)
        {
            throw new CurationException(
                "there is one class only, so no label can be mistaken for another",
                "label quality",
                "Give the dataset at least two classes, or rank by the out-of-distribution score.");
        }

        Quality.Labels.Check(labels, probabilities.Count, probabilities.ClassCount, nameof(labels));
        (Probabilities, this.labels) = (probabilities, labels);
        LabelCounts = Quality.Labels.Counts(labels, probabilities.ClassCount);
    }

    public PredictedProbabilities Probabilities { get; }

    /// <summary>N.</summary>
    public int Count => Probabilities.Count;

    /// <summary>K.</summary>
    public int ClassCount => Probabilities.ClassCount;

    /// <summary>int32 [K], samples per given label.</summary>
    public IReadOnlyList<int> LabelCounts { get; }

    /// <summary>The given label of sample <paramref name="n"/>, a class index.</summary>
    public int Label(int n) => labels[n];

    /// <summary>float64 [K], the probabilities of one sample.</summary>
    public ReadOnlySpan<double> Row(int n) => Probabilities.Row(n);
}
