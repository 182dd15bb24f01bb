using Dcai.Curation.Quality;

namespace Dcai.Curation;

/// <summary>Tells painted images that are copies of training images: a generator must not learn them by heart.</summary>
public sealed record PaintedCopies
{
    /// <summary>Of 100 training images one may be so near to another; a painted image may not.</summary>
    private const double NearestShare = 0.01;

    /// <summary>Less is a copy whatever the training images keep from each other, as where many of them are equal.</summary>
    private const double LeastDistance = 0.01;

    /// <summary>float64 [N]: of each painted image to the training image with which its pixels correlate most, 1 − r, range [0, 2]; 1 for an image of one level.</summary>
    public required IReadOnlyList<double> Distances { get; init; }

    /// <summary>A painted image that is nearer than this is a copy.</summary>
    public required double CopyDistance { get; init; }

    /// <summary>The median distance of a training image to the nearest other one.</summary>
    public required double MedianTrainingDistance { get; init; }

    /// <summary>Compares every painted image with every training image by the correlation of their pixels, for which a paler copy is a copy and a little ink on much paper is not.</summary>
    /// <param name="painted">[N, D] pixels, range [0, 255].</param>
    /// <param name="training">[M, D] pixels, range [0, 255]; M of at least 2.</param>
    /// <exception cref="CurationException">There are fewer than two training images.</exception>
    public static PaintedCopies Of(FeatureMatrix painted, FeatureMatrix training)
    {
        ArgumentNullException.ThrowIfNull(painted);
        ArgumentNullException.ThrowIfNull(training);
        var known = Centred(training);
        var among = Nearest(NearestNeighbours.Among(known, 1, NeighbourMetric.Cosine));
        Array.Sort(among);
        return new PaintedCopies
        {
            Distances = Nearest(NearestNeighbours.Find(Centred(painted), known, 1, NeighbourMetric.Cosine)),
            CopyDistance = Math.Max(LeastDistance, among[(int)(NearestShare * among.Length)]),
            MedianTrainingDistance = among[among.Length / 2],
        };
    }

    /// <summary>Whether a painted image is too near to a training image.</summary>
    public bool IsCopy(int painted) => Distances[painted] < CopyDistance;

    private static double[] Nearest(NearestNeighbours neighbours) =>
        [.. Enumerable.Range(0, neighbours.Count).Select(query => neighbours.Distances(query)[0])];

    /// <summary>Each row less its mean: the cosine of two such rows is their correlation.</summary>
    private static FeatureMatrix Centred(FeatureMatrix images)
    {
        var centred = new float[images.Count * images.FeatureCount];
        for (var image = 0; image < images.Count; image++)
        {
            var row = images.Row(image);
            var mean = RowMajor.Widen(row).Average();
            for (var pixel = 0; pixel < row.Length; pixel++)
            {
                centred[(image * row.Length) + pixel] = (float)(row[pixel] - mean);
            }
        }

        return new FeatureMatrix(centred, images.FeatureCount);
    }
}
