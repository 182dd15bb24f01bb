namespace Dcai.Curation.Quality;

/// <summary>How far a classifier's confidence is from how often it is right.</summary>
/// <remarks>
/// Guo et al. 2017, https://arxiv.org/abs/1706.04599, section 2, equations 3 and 5; 15 bins of equal width as in their experiments.
/// </remarks>
public sealed record Calibration
{
    public const int DefaultBinCount = 15;

    /// <summary>Mean over samples of |accuracy − confidence| of their bin, range [0, 1], low is good.</summary>
    public required double ExpectedError { get; init; }

    /// <summary>The largest |accuracy − confidence| of any bin, range [0, 1], low is good.</summary>
    public required double MaximumError { get; init; }

    /// <summary>Labelled samples.</summary>
    public required int Count { get; init; }

    /// <summary>By rising confidence.</summary>
    public required IReadOnlyList<ReliabilityBin> Bins { get; init; }

    /// <summary>Compares the confidence (the highest probability) with the labels.</summary>
    /// <param name="probabilities">Of samples that the model did not learn from.</param>
    /// <param name="labels">int32 [N] class index; samples with −1 are left out.</param>
    /// <param name="binCount">Bins of equal width over [0, 1], closed above.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, no bin, or no labelled sample.</exception>
    public static Calibration Of(PredictedProbabilities probabilities, ReadOnlySpan<int> labels, int binCount = DefaultBinCount)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(binCount);
        Labels.Check(labels, probabilities.Count, probabilities.ClassCount, nameof(labels), least: Labels.None);
        var (counts, confidences, right) = (new int[binCount], new double[binCount], new int[binCount]);
        for (var n = 0; n < labels.Length; n++)
        {
            if (labels[n] != Labels.None)
            {
                var top = probabilities.TopClass(n);
                var confidence = Math.Min(probabilities[n, top], 1);
                var bin = Math.Clamp((int)Math.Ceiling(confidence * binCount) - 1, 0, binCount - 1);
                counts[bin]++;
                confidences[bin] += confidence;
                right[bin] += top == labels[n] ? 1 : 0;
            }
        }

        return Summarize([.. Enumerable.Range(0, binCount).Select(bin => new ReliabilityBin
        {
            Lower = (double)bin / binCount,
            Upper = (bin + 1.0) / binCount,
            Count = counts[bin],
            Confidence = counts[bin] == 0 ? null : confidences[bin] / counts[bin],
            Accuracy = counts[bin] == 0 ? null : (double)right[bin] / counts[bin],
        })]);
    }

    private static Calibration Summarize(ReliabilityBin[] bins)
    {
        var count = bins.Sum(bin => bin.Count);
        if (count == 0)
        {
            throw new ArgumentException("Expected at least one labelled sample to measure calibration on, but there is none.");
        }

        return new Calibration
        {
            ExpectedError = bins.Sum(bin => bin.Count * Gap(bin)) / count,
            MaximumError = bins.Max(Gap),
            Count = count,
            Bins = bins,
        };
    }

    private static double Gap(ReliabilityBin bin) => bin.Count == 0 ? 0 : Math.Abs(bin.Accuracy!.Value - bin.Confidence!.Value);
}
