using Dcai.Contracts.Documents;
using Dcai.Curation.Quality;

namespace Dcai.Ranker;

/// <summary>Means over the ensemble of how near each sample is to what the models learned, and whether that has its label.</summary>
internal sealed class NeighbourSums
{
    private readonly int _neighbourCount;
    private readonly int[] _labels;
    private readonly double[] _distances;
    private readonly double[] _agreements;
    private readonly int[] _counts;

    /// <param name="samples">[N].</param>
    /// <param name="curation">Classes and k; 0 for no neighbours.</param>
    public NeighbourSums(IReadOnlyList<Sample> samples, CurationSettings curation)
    {
        _neighbourCount = curation.Ranking.NeighbourCount;
        _labels = [.. samples.Select(sample => sample.GivenLabels is [var label] ? curation.Classes.ToList().IndexOf(label) : -1)];
        (_distances, _agreements, _counts) = (new double[samples.Count], new double[samples.Count], new int[samples.Count]);
    }

    /// <summary>float64 [N], at least 0; high is suspicious. Null where no model was asked.</summary>
    public double[]? Distances => Means(_distances);

    /// <summary>float64 [N], range [0, 1]; low is suspicious; NaN without a label. Null where no model was asked.</summary>
    public double[]? Agreements => Means(_agreements);

    /// <summary>Adds what one model sees.</summary>
    /// <param name="features">float32 [asked, D] of the samples that it did not learn from.</param>
    /// <param name="asked">Their numbers.</param>
    /// <param name="learned">float32 [R, D] of those that it did.</param>
    /// <param name="learnedLabels">int32 [R].</param>
    /// <param name="featureCount">D.</param>
    public void Add(float[] features, int[] asked, float[] learned, int[] learnedLabels, int featureCount)
    {
        if (_neighbourCount == 0 || asked.Length == 0)
        {
            return;
        }

        var neighbours = NearestNeighbours.Find(
            new FeatureMatrix(features, featureCount), new FeatureMatrix(learned, featureCount), _neighbourCount, NeighbourMetric.Cosine);
        var distances = OutOfDistribution.MeanDistances(neighbours);
        var agreements = OutOfDistribution.LabelAgreement(neighbours, Array.ConvertAll(asked, n => _labels[n]), learnedLabels);
        for (var row = 0; row < asked.Length; row++)
        {
            _distances[asked[row]] += distances[row];
            _agreements[asked[row]] += agreements[row] ?? double.NaN;
            _counts[asked[row]]++;
        }
    }

    private double[]? Means(double[] sums) =>
        Array.Exists(_counts, count => count > 0) ? [.. sums.Select((sum, n) => sum / _counts[n])] : null;
}
