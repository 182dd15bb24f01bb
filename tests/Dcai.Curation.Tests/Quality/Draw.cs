using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

/// <summary>Seeded random input.</summary>
internal static class Draw
{
    /// <summary>Uniform over [0, 1).</summary>
    public static double Uniform(this SeededRandom random) => (random.NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal (Box and Muller).</summary>
    public static double Normal(this SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.Uniform())) * Math.Cos(2 * Math.PI * random.Uniform());

    /// <summary>float64 [N, K] logits.</summary>
    public static double[] Logits(this SeededRandom random, int N, int K, double scale = 1) =>
        [.. Enumerable.Range(0, N * K).Select(_ => scale * random.Normal())];

    public static PredictedProbabilities Probabilities(this SeededRandom random, int N, int K, double scale = 1) =>
        TemperatureScaling.Apply(random.Logits(N, K, scale), K, 1);

    public static int[] Labels(this SeededRandom random, int N, int K) => [.. Enumerable.Range(0, N).Select(_ => random.NextBelow(K))];

    /// <summary>Labels drawn from the probabilities themselves, as by a model that is right about its doubts.</summary>
    public static int[] LabelsOf(this SeededRandom random, PredictedProbabilities probabilities)
    {
        var labels = new int[probabilities.Count];
        for (var n = 0; n < labels.Length; n++)
        {
            var left = random.Uniform();
            while (labels[n] < probabilities.ClassCount - 1 && (left -= probabilities[n, labels[n]]) >= 0)
            {
                labels[n]++;
            }
        }

        return labels;
    }

    public static LabelledPredictions Predictions(this SeededRandom random, int N, int K, double scale = 1)
    {
        var probabilities = random.Probabilities(N, K, scale);
        return new LabelledPredictions(probabilities, random.LabelsOf(probabilities));
    }

    public static FeatureMatrix Features(this SeededRandom random, int N, int D) =>
        new([.. Enumerable.Range(0, N * D).Select(_ => (float)random.Normal())], D);
}
