using Dcai.Curation.Quality;

namespace Dcai.Curation;

/// <summary>Tells painted images that are copies of training images: a generator must not learn them by heart.</summary>
public sealed record PaintedCopies
{
    /// <summary>Of 100 training images one may be so near to another; a painted image may not.</summary>
    private const double NearestShare = 0.01;

    /// <summary>A gray level: less is the rounding of a copy.</summary>
    private const double LeastDistance = 1;

    /// <summary>float64 [N]: of each painted image to the nearest training image, root mean square over the pixels, gray levels.</summary>
    public required IReadOnlyList<double> Distances { get; init; }

    /// <summary>A painted image that is nearer than this is a copy.</summary>
    public required double CopyDistance { get; init; }

    /// <summary>The median distance of a training image to the nearest other one.</summary>
    public required double MedianTrainingDistance { get; init; }

    /// <summary>Compares every painted image with every training image.</summary>
    /// <param name="painted">[N, D] pixels, range [0, 255].</param>
    /// <param name="training">[M, D] pixels, range [0, 255]; M of at least 2.</param>
    /// <exception cref="CurationException">There are fewer than two training images.</exception>
    public static PaintedCopies Of(FeatureMatrix painted, FeatureMatrix training)
    {
        ArgumentNullException.ThrowIfNull(painted);
        ArgumentNullException.ThrowIfNull(training);
        var among = Nearest(NearestNeighbours.Among(training, 1, NeighbourMetric.Euclidean), training.FeatureCount);
        Array.Sort(among);
        return new PaintedCopies
        {
            Distances = Nearest(NearestNeighbours.Find(painted, training, 1, NeighbourMetric.Euclidean), training.FeatureCount),
            CopyDistance = Math.Max(LeastDistance, among[(int)(NearestShare * among.Length)]),
            MedianTrainingDistance = among[among.Length / 2],
        };
    }

    /// <summary>Whether a painted image is too near to a training image.</summary>
    public bool IsCopy(int painted) => Distances[painted] < CopyDistance;

    private static double[] Nearest(NearestNeighbours neighbours, int D) =>
        [.. Enumerable.Range(0, neighbours.Count).Select(query => neighbours.Distances(query)[0] / Math.Sqrt(D))];
}
