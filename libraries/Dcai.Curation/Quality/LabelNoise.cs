namespace Dcai.Curation.Quality;

/// <summary>The estimated joint distribution of given labels and actual classes, and the noise that follows from it.</summary>
/// <remarks>Northcutt et al. 2021, https://arxiv.org/abs/1911.00068, section 3.1, equation 3.</remarks>
public sealed class LabelNoise
{
    private LabelNoise(double[,] joint)
    {
        var K = joint.GetLength(0);
        int[] classes = [.. Enumerable.Range(0, K)];
        double[] given = [.. classes.Select(label => classes.Sum(actual => joint[label, actual]))];
        double[] prior = [.. classes.Select(actual => classes.Sum(label => joint[label, actual]))];
        (Joint, Prior, Noise, InverseNoise) = (joint, prior, new double[K, K], new double[K, K]);
        for (var label = 0; label < K; label++)
        {
            for (var actual = 0; actual < K; actual++)
            {
                Noise[label, actual] = prior[actual] > 0 ? joint[label, actual] / prior[actual] : 0;
                InverseNoise[actual, label] = given[label] > 0 ? joint[label, actual] / given[label] : 0;
            }
        }
    }

    /// <summary>float64 [K given, K actual], adds up to 1; the sum off the diagonal is the estimated share of wrong labels.</summary>
    public double[,] Joint { get; }

    /// <summary>float64 [K], the shares of the actual classes, adds up to 1.</summary>
    public IReadOnlyList<double> Prior { get; }

    /// <summary>float64 [K given, K actual], P(given | actual): each column adds up to 1, or to 0 for a class to which no sample belongs.</summary>
    public double[,] Noise { get; }

    /// <summary>float64 [K actual, K given], P(actual | given): each column adds up to 1, or to 0 for a label that no sample has.</summary>
    public double[,] InverseNoise { get; }

    /// <summary>The estimated share of wrong labels, range [0, 1], high is bad.</summary>
    public double WrongShare => 1 - Enumerable.Range(0, Prior.Count).Sum(k => Joint[k, k]);

    /// <summary>The calibrated joint as shares of all samples.</summary>
    /// <param name="joint">Of at least one sample.</param>
    /// <exception cref="ArgumentException">The joint counts no sample.</exception>
    public static LabelNoise Of(ConfidentJoint joint)
    {
        ArgumentNullException.ThrowIfNull(joint);
        var K = joint.Calibrated.GetLength(0);
        var total = joint.Calibrated.Cast<int>().Sum();
        if (total == 0)
        {
            throw new ArgumentException("Expected at least one sample to estimate label noise from, but there is none.", nameof(joint));
        }

        var shares = new double[K, K];
        for (var label = 0; label < K; label++)
        {
            for (var actual = 0; actual < K; actual++)
            {
                shares[label, actual] = (double)joint.Calibrated[label, actual] / total;
            }
        }

        return new LabelNoise(shares);
    }
}
