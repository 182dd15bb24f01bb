using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenLabelIssuesAreSought
{
    private static readonly LabelIssueFilter[] Filters = Enum.GetValues<LabelIssueFilter>();

    [Fact]
    public void EveryFilterFindsTheOneWrongLabel()
    {
        var predictions = new LabelledPredictions(
            PredictedProbabilities.Of([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.3, 0.7], [0.1, 0.9]], 2), [0, 0, 0, 1, 1]);

        Assert.All(Filters, filter => Assert.Equal([2], LabelIssues.Find(predictions, filter)));
    }

    [Fact]
    public void FlippedLabelsOfAGoodModelAreFound()
    {
        var (predictions, flipped) = Flipped(N: 2000, K: 5, flips: 150);

        foreach (var filter in Filters)
        {
            var found = LabelIssues.Find(predictions, filter);
            Assert.True(found.Count(flipped.Contains) >= 0.8 * flipped.Count, $"{filter} finds {found.Count(flipped.Contains)} of {flipped.Count}");
            Assert.True(found.Count(flipped.Contains) >= 0.7 * found.Count, $"{filter} is right in {found.Count(flipped.Contains)} of {found.Count}");
        }
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void TheFiltersRelateAsTheirDefinitionsSay(ulong seed)
    {
        var predictions = new SeededRandom(seed).Predictions(800, 6, 1.5);
        var found = Filters.ToDictionary(filter => filter, filter => LabelIssues.Find(predictions, filter));

        Assert.Equal(
            found[LabelIssueFilter.PruneByClass].Intersect(found[LabelIssueFilter.PruneByNoiseRate]),
            found[LabelIssueFilter.Both]);
        Assert.Subset(found[LabelIssueFilter.PredictedNotGiven].ToHashSet(), found[LabelIssueFilter.ConfidentLearning].ToHashSet());
        Assert.Equal(found[LabelIssueFilter.ConfidentLearning].Count, found[LabelIssueFilter.LowSelfConfidence].Count);
        Assert.Equal(found[LabelIssueFilter.ConfidentLearning].Count, found[LabelIssueFilter.LowNormalizedMargin].Count);
        Assert.All(found.Values, issues => Assert.Equal(issues.Order().Distinct(), issues));
    }

    [Fact]
    public void TheOrderOfTheSamplesDoesNotMatter()
    {
        var predictions = new SeededRandom(4).Predictions(300, 4, 1.5);
        var order = Enumerable.Range(0, 300).ToList();
        new SeededRandom(5).Shuffle(order);
        var shuffled = new LabelledPredictions(
            PredictedProbabilities.Of([.. order.Select(n => predictions.Row(n).ToArray())], 4), [.. order.Select(predictions.Label)]);

        Assert.All(Filters, filter => Assert.Equal(
            LabelIssues.Find(predictions, filter),
            LabelIssues.Find(shuffled, filter).Select(n => order[n]).Order()));
    }

    [Fact]
    public void ASmallerShareOfTheNoiseFindsFewerOfTheSame()
    {
        var (predictions, _) = Flipped(N: 1000, K: 4, flips: 120);
        var all = LabelIssues.Find(predictions, LabelIssueFilter.PruneByNoiseRate);

        var half = LabelIssues.Find(predictions, LabelIssueFilter.PruneByNoiseRate, new LabelIssueOptions { NoiseShare = 0.5 });

        Assert.Subset(all.ToHashSet(), half.ToHashSet());
        Assert.InRange(half.Count, (0.35 * all.Count) - 1, 0.5 * all.Count);
    }

    [Fact]
    public void AClassThatIsTooSmallIsNotPruned()
    {
        var (predictions, _) = Flipped(N: 60, K: 3, flips: 12);

        Assert.NotEmpty(LabelIssues.Find(predictions, LabelIssueFilter.PruneByClass));
        Assert.Empty(LabelIssues.Find(predictions, LabelIssueFilter.PruneByClass, new LabelIssueOptions { LeastPerClass = 60 }));
    }

    [Fact]
    public void EqualProbabilitiesAccuseNobody()
    {
        var predictions = new LabelledPredictions(new PredictedProbabilities([.. Enumerable.Repeat(0.25, 400)], 4), new SeededRandom(1).Labels(100, 4));

        Assert.All(
            Filters.Where(filter => filter != LabelIssueFilter.PredictedNotGiven),
            filter => Assert.Empty(LabelIssues.Find(predictions, filter)));
    }

    [Fact]
    public void OneLabelOnlyAccusesNobodyConfidently()
    {
        var probabilities = new SeededRandom(2).Probabilities(50, 3);

        Assert.Equal(0, LabelIssues.EstimateCount(new LabelledPredictions(probabilities, new int[50])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AFewSamplesAreNoSpecialCase(int N)
    {
        var predictions = new SeededRandom(3).Predictions(N, 1000);

        Assert.All(Filters, filter => Assert.InRange(LabelIssues.Find(predictions, filter).Count, 0, N));
    }

    [Fact]
    public void TheMostSuspiciousComesFirstAndEqualOnesByNumber() =>
        Assert.Equal([3, 0, 2], LabelIssues.Order([2, 0, 3], [0.5, 0.0, 0.5, 0.1]));

    [Fact]
    public void AShareOfNothingIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        LabelIssues.Find(new SeededRandom(1).Predictions(4, 2), LabelIssueFilter.Both, new LabelIssueOptions { NoiseShare = 0 }));

    /// <summary>A model that gives the true class 0.7 and more, and labels of which some were changed.</summary>
    private static (LabelledPredictions Predictions, HashSet<int> Flipped) Flipped(int N, int K, int flips)
    {
        var random = new SeededRandom(9);
        var actual = random.Labels(N, K);
        var logits = random.Logits(N, K);
        for (var n = 0; n < N; n++)
        {
            logits[(n * K) + actual[n]] += 5;
        }

        var order = Enumerable.Range(0, N).ToList();
        random.Shuffle(order);
        var flipped = order.Take(flips).ToHashSet();
        int[] labels = [.. actual.Select((label, n) => flipped.Contains(n) ? (label + 1 + random.NextBelow(K - 1)) % K : label)];
        return (new LabelledPredictions(TemperatureScaling.Apply(logits, K, 1), labels), flipped);
    }
}
