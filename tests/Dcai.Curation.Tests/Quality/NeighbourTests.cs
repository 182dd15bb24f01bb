using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenNeighboursAreSought
{
    [Theory]
    [InlineData(NeighbourMetric.Euclidean, 1, 3)]
    [InlineData(NeighbourMetric.Euclidean, 19, 5)]
    [InlineData(NeighbourMetric.Cosine, 3, 1)]
    [InlineData(NeighbourMetric.Cosine, 64, 10)]
    [InlineData(NeighbourMetric.Cosine, 67, 400)]
    public void TheyAreThoseOfAPlainSearchInDoublePrecision(NeighbourMetric metric, int D, int k)
    {
        var random = new SeededRandom(21);
        var (queries, references) = (random.Features(70, D), random.Features(523, D));

        var neighbours = NearestNeighbours.Find(queries, references, k, metric);

        for (var query = 0; query < queries.Count; query++)
        {
            double[] all = [.. Enumerable.Range(0, references.Count).Select(reference => Plain(queries.Row(query), references.Row(reference), metric))];
            Assert.Equal(all.Order().Take(k), neighbours.Distances(query).ToArray(), (expected, actual) => Math.Abs(expected - actual) < 1e-5);
            Assert.All(
                neighbours.Samples(query).ToArray().Zip(neighbours.Distances(query).ToArray()),
                pair => Assert.Equal(all[pair.First], pair.Second, 1e-5));
            Assert.Equal(k, neighbours.Samples(query).ToArray().Distinct().Count());
        }
    }

    [Fact]
    public void ASampleIsNoNeighbourOfItselfButItsCopyIs()
    {
        var neighbours = NearestNeighbours.Among(new FeatureMatrix([1, 1, 5], 1), 2, NeighbourMetric.Euclidean);

        Assert.Equal([1, 2], neighbours.Samples(0).ToArray());
        Assert.Equal([0, 4], neighbours.Distances(0).ToArray());
        Assert.Equal([0, 1], neighbours.Samples(2).ToArray());
    }

    [Fact]
    public void OfEqualDistancesTheLowerNumberIsNearer()
    {
        var references = new FeatureMatrix([.. Enumerable.Repeat(2f, 300)], 1);

        Assert.Equal([0, 1, 2], NearestNeighbours.Find(new FeatureMatrix([7], 1), references, 3, NeighbourMetric.Euclidean).Samples(0).ToArray());
    }

    [Fact]
    public void FewerReferencesGiveFewerNeighbours()
    {
        Assert.Equal(1, NearestNeighbours.Among(new FeatureMatrix([1, 2], 1), 10, NeighbourMetric.Cosine).NeighbourCount);
        Assert.Equal(2, NearestNeighbours.Find(new FeatureMatrix([5], 1), new FeatureMatrix([1, 2], 1), 10, NeighbourMetric.Cosine).NeighbourCount);
    }

    [Fact]
    public void ASampleWithoutOthersIsRefusedWithWhatToDo()
    {
        var refusal = Assert.Throws<CurationException>(() => NearestNeighbours.Among(new FeatureMatrix([1], 1), 3, NeighbourMetric.Cosine));

        Assert.Contains("no other image", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, NearestNeighbours.Among(new FeatureMatrix([], 4), 3, NeighbourMetric.Cosine).Count);
    }

    [Fact]
    public void AVectorOfZerosIsAtRightAnglesToEverything()
    {
        var neighbours = NearestNeighbours.Among(new FeatureMatrix([0, 0, 1, 0, 0, 0], 2), 2, NeighbourMetric.Cosine);

        Assert.Equal([1, 1], neighbours.Distances(0).ToArray());
        Assert.Equal([1, 1], neighbours.Distances(1).ToArray());
    }

    [Fact]
    public void AQueryOfZerosIsAtRightAnglesToReferencesThatHaveADirection()
    {
        var neighbours = NearestNeighbours.Find(new FeatureMatrix([0, 0, 1, 0], 2), new FeatureMatrix([1, 0, 0, 1], 2), 2, NeighbourMetric.Cosine);

        Assert.Equal([1, 1], neighbours.Distances(0).ToArray());
        Assert.Equal([0, 1], neighbours.Distances(1).ToArray());
    }

    [Fact]
    public void FeaturesThatAreNoNumbersAreRefused() => Assert.Contains(
        "row 1 has NaN at 0",
        Assert.Throws<ArgumentException>(() => new FeatureMatrix([1, 2, float.NaN, 4], 2)).Message,
        StringComparison.Ordinal);

    private static double Plain(ReadOnlySpan<float> a, ReadOnlySpan<float> b, NeighbourMetric metric)
    {
        var (dot, aa, bb, squares) = (0.0, 0.0, 0.0, 0.0);
        for (var d = 0; d < a.Length; d++)
        {
            dot += (double)a[d] * b[d];
            aa += (double)a[d] * a[d];
            bb += (double)b[d] * b[d];
            squares += Math.Pow((double)a[d] - b[d], 2);
        }

        return metric == NeighbourMetric.Cosine ? 1 - (dot / Math.Sqrt(aa * bb)) : Math.Sqrt(squares);
    }
}

public sealed class WhenImagesLieFarFromOthers
{
    [Fact]
    public void TheyHaveTheLargestMeanDistanceAndTheLowestScore()
    {
        var features = new FeatureMatrix([0, 0, 1, 0, 0, 1, 1, 1, 50, 50], 2);

        var distances = OutOfDistribution.MeanDistances(NearestNeighbours.Among(features, 2, NeighbourMetric.Euclidean));
        var scores = OutOfDistribution.Scores(distances);

        Assert.Equal([1, 1, 1, 1], distances[..4]);
        Assert.Equal((Math.Sqrt(2) * 49 + Math.Sqrt((49 * 49) + (50 * 50))) / 2, distances[4], 4);
        Assert.Equal(Math.Exp(-1), scores[0], 12);
        Assert.Equal(4, Array.IndexOf(scores, scores.Min()));
        Assert.Equal(Math.Exp(-1 * 2 / 4.0), OutOfDistribution.Scores(distances, sharpness: 2, scale: 4)[0], 12);
    }

    [Fact]
    public void ImagesThatAreAllEqualAreEquallyNear()
    {
        var features = new FeatureMatrix([.. Enumerable.Repeat(0.5f, 40)], 4);

        var distances = OutOfDistribution.MeanDistances(NearestNeighbours.Among(features, 3, NeighbourMetric.Cosine));

        Assert.All(distances, distance => Assert.Equal(0, distance));
        Assert.All(OutOfDistribution.Scores(distances), score => Assert.Equal(1, score));
    }
}

public sealed class WhenNeighboursHaveLabels
{
    [Fact]
    public void TheNearerOnesCountMore()
    {
        // At distances 1 and 3, mean 2: weights e^−½ and e^−1½.
        var neighbours = NearestNeighbours.Find(new FeatureMatrix([0], 1), new FeatureMatrix([1, 3], 1), 2, NeighbourMetric.Euclidean);

        var agreement = OutOfDistribution.LabelAgreement(neighbours, [7], [7, 2]);

        Assert.Equal(1 / (1 + Math.Exp(-1)), agreement[0]!.Value, 12);
    }

    [Fact]
    public void WithoutLabelsThereIsNoAgreement()
    {
        var neighbours = NearestNeighbours.Find(new FeatureMatrix([0, 0], 1), new FeatureMatrix([1, 3], 1), 2, NeighbourMetric.Euclidean);

        Assert.Equal([null, 1.0], OutOfDistribution.LabelAgreement(neighbours, [-1, 4], [4, -1]));
        Assert.Equal([null, null], OutOfDistribution.LabelAgreement(neighbours, [3, 4], [-1, -1]));
    }

    [Fact]
    public void TheScaleOfTheFeaturesDoesNotMatter()
    {
        var random = new SeededRandom(3);
        var features = random.Features(60, 5);
        var larger = new FeatureMatrix([.. features.All.ToArray().Select(value => 1024 * value)], 5);
        var labels = random.Labels(60, 3);

        Assert.Equal(Agreement(features), Agreement(larger), (a, b) => Math.Abs(a!.Value - b!.Value) < 1e-9);

        double?[] Agreement(FeatureMatrix of) => OutOfDistribution.LabelAgreement(NearestNeighbours.Among(of, 7, NeighbourMetric.Euclidean), labels, labels);
    }

    [Fact]
    public void AMissingReferenceLabelIsRefused() => Assert.Throws<ArgumentException>(() => OutOfDistribution.LabelAgreement(
        NearestNeighbours.Among(new FeatureMatrix([1, 2, 3], 1), 2, NeighbourMetric.Euclidean), [0, 0, 0], [0]));
}
