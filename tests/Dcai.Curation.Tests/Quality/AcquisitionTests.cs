using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenUnlabelledSamplesAreScored
{
    private static readonly PredictedProbabilities Three = PredictedProbabilities.Of([[0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0], [0.5, 0.3, 0.2, 0]], 4);

    [Fact]
    public void EntropyIsLargestForEqualProbabilitiesAndZeroForCertainty()
    {
        var entropy = Acquisition.PredictiveEntropy(Three);

        Assert.Equal(Math.Log(4), entropy[0], 12);
        Assert.Equal(0, entropy[1]);
        Assert.Equal(1.0296530140645737, entropy[2], 12);
    }

    [Fact]
    public void ConfidenceAndMarginFollowTheirFormulas()
    {
        Assert.Equal([0.75, 0, 0.5], Acquisition.LeastConfidence(Three));
        Assert.Equal([0, 1, 0.2], Acquisition.Margin(Three).Select(margin => Math.Round(margin, 12)));
    }

    [Fact]
    public void OneClassIsCertain()
    {
        var one = PredictedProbabilities.Of([[1.0]], 1);

        Assert.Equal([0, 0, 1], [Acquisition.PredictiveEntropy(one)[0], Acquisition.LeastConfidence(one)[0], Acquisition.Margin(one)[0]]);
    }

    [Fact]
    public void MembersThatContradictEachOtherTellMostAndMembersThatDoubtTogetherNothing()
    {
        var first = PredictedProbabilities.Of([[1, 0], [0.5, 0.5], [0.9, 0.1]], 2);
        var second = PredictedProbabilities.Of([[0, 1], [0.5, 0.5], [0.7, 0.3]], 2);

        var disagreement = Acquisition.Disagreement([first, second]);

        Assert.Equal(Math.Log(2), disagreement[0], 12);
        Assert.Equal(0, disagreement[1], 12);

        // H(0.8, 0.2) − (H(0.9, 0.1) + H(0.7, 0.3)) / 2.
        Assert.Equal(0.5004024235 - ((0.3250829734 + 0.6108643021) / 2), disagreement[2], 1e-9);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 10)]
    [InlineData(5, 1000)]
    public void DisagreementLiesBetweenZeroAndItsBound(int M, int K)
    {
        var random = new SeededRandom(11);
        PredictedProbabilities[] members = [.. Enumerable.Range(0, M).Select(_ => random.Probabilities(40, K, 4))];

        Assert.All(Acquisition.Disagreement(members), value => Assert.InRange(value, 0, Math.Log(Math.Min(M, K)) + 1e-12));
    }

    [Fact]
    public void MembersOfOtherShapesOrNoneAreRefused()
    {
        var random = new SeededRandom(1);

        Assert.Throws<ArgumentException>(() => Acquisition.Disagreement([]));
        Assert.Throws<ArgumentException>(() => Acquisition.Disagreement([random.Probabilities(2, 3), random.Probabilities(3, 3)]));
    }
}

public sealed class WhenACoresetIsChosen
{
    [Fact]
    public void TheFarthestFromWhatIsCoveredComesNext()
    {
        // 0 is labelled; 10 is farthest, then 5 (5 from either), then 2 and 7 (2 from their nearest): the lower number first.
        var pool = new FeatureMatrix([2, 5, 7, 10, 1], 1);

        Assert.Equal([3, 1, 0, 2, 4], CoresetSelection.Choose(pool, new FeatureMatrix([0], 1), 10));
    }

    [Fact]
    public void WithoutLabelledSamplesTheOneInTheMiddleComesFirst() =>
        Assert.Equal([1, 2, 0], CoresetSelection.Choose(new FeatureMatrix([0, 5, 11], 1), null, 3));

    [Fact]
    public void EqualSamplesAreChosenOnceEach() =>
        Assert.Equal([0, 1, 2], CoresetSelection.Choose(new FeatureMatrix([3, 3, 3, 3, 3, 3], 2), new FeatureMatrix([3, 3], 2), 3));

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void TheRadiusIsAtMostTwiceTheLeastPossible(ulong seed)
    {
        var pool = new SeededRandom(seed).Features(14, 2);
        var chosen = CoresetSelection.Choose(pool, null, 3);

        var least = Triples(14).Min(centers => Radius(pool, centers));

        Assert.InRange(Radius(pool, chosen), least - 1e-6, (2 * least) + 1e-6);
    }

    [Fact]
    public void NothingIsChosenFromNothing()
    {
        Assert.Empty(CoresetSelection.Choose(new FeatureMatrix([], 3), null, 5));
        Assert.Empty(CoresetSelection.Choose(new FeatureMatrix([1, 2], 1), null, 0));
    }

    [Fact]
    public void FeaturesOfAnotherModelAreRefused() =>
        Assert.Throws<ArgumentException>(() => CoresetSelection.Choose(new FeatureMatrix([1, 2], 1), new FeatureMatrix([1, 2], 2), 1));

    private static IEnumerable<int[]> Triples(int count) =>
        from a in Enumerable.Range(0, count)
        from b in Enumerable.Range(a + 1, count - a - 1)
        from c in Enumerable.Range(b + 1, count - b - 1)
        select new[] { a, b, c };

    private static double Radius(FeatureMatrix pool, int[] centers) =>
        Enumerable.Range(0, pool.Count).Max(n => centers.Min(center => Math.Sqrt(SquaredDistance.Between(pool.Row(n), pool.Row(center)))));
}
