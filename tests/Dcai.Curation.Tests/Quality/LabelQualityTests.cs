using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenLabelsAreScored
{
    private static readonly LabelledPredictions Three = new(
        PredictedProbabilities.Of([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.5, 0.5, 0]], 3), [0, 1, 1]);

    [Fact]
    public void SelfConfidenceIsTheProbabilityOfTheLabel() => Assert.Equal([0.7, 0.3, 0.5], LabelQuality.SelfConfidence(Three));

    [Fact]
    public void TheMarginIsHalfWhereAnotherClassIsAsLikely()
    {
        var margins = LabelQuality.NormalizedMargin(Three);

        // (0.7 − 0.2 + 1) / 2, (0.3 − 0.6 + 1) / 2, (0.5 − 0.5 + 1) / 2.
        Assert.Equal([0.75, 0.35, 0.5], margins.Select(margin => Math.Round(margin, 12)));
    }

    [Fact]
    public void WeightedEntropyFollowsItsFormula()
    {
        var scores = LabelQuality.ConfidenceWeightedEntropy(Three);

        // H = ln 2 of ln 3, divided by 0.5: x = 1.26185950714; ln(1 + x) / x.
        Assert.Equal(0.6468131048888, scores[2], 1e-12);
    }

    [Fact]
    public void ACertainPredictionIsTheWorstByCleanlabAndTheBestByTheLimit()
    {
        var certain = new LabelledPredictions(PredictedProbabilities.Of([[1.0, 0, 0]], 3), [0]);

        Assert.Equal(0, LabelQuality.ConfidenceWeightedEntropy(certain)[0]);
        Assert.Equal(1, LabelQuality.ConfidenceWeightedEntropy(certain, certainIsGood: true)[0]);
    }

    [Fact]
    public void AdjustedProbabilitiesForgiveHardClasses()
    {
        var predictions = new LabelledPredictions(PredictedProbabilities.Of([[0.9, 0.1], [0.6, 0.4]], 2), [0, 1]);

        var adjusted = LabelQuality.AdjustForThresholds(predictions);

        // Thresholds 0.9 and 0.4: rows become (0.9, 0.6) / 1.5 and (0.6, 0.9) / 1.5.
        Assert.Equal([0.6, 0.6], LabelQuality.SelfConfidence(adjusted).Select(score => Math.Round(score, 12)));
    }

    [Theory]
    [InlineData(200, 2, 1)]
    [InlineData(200, 7, 4)]
    [InlineData(20, 1000, 8)]
    public void EveryScoreLiesBetweenZeroAndOne(int N, int K, double scale)
    {
        var predictions = new SeededRandom(5).Predictions(N, K, scale);

        Assert.All(
            [
                .. LabelQuality.SelfConfidence(predictions),
                .. LabelQuality.NormalizedMargin(predictions),
                .. LabelQuality.ConfidenceWeightedEntropy(predictions),
                .. LabelQuality.ConfidenceWeightedEntropy(predictions, certainIsGood: true),
                .. LabelQuality.SelfConfidence(LabelQuality.AdjustForThresholds(predictions)),
                .. LabelQuality.NormalizedMargin(LabelQuality.AdjustForThresholds(predictions)),
            ],
            score => Assert.InRange(score, 0, 1));
    }

    [Fact]
    public void AMarginBelowHalfMeansThatTheModelPrefersAnotherClass()
    {
        var predictions = new SeededRandom(6).Predictions(500, 5, 2);
        var margins = LabelQuality.NormalizedMargin(predictions);

        Assert.All(
            Enumerable.Range(0, predictions.Count),
            n => Assert.Equal(predictions.Probabilities.TopClass(n) != predictions.Label(n), margins[n] < 0.5));
    }

    [Fact]
    public void NoSampleHasNoScore() =>
        Assert.Empty(LabelQuality.ConfidenceWeightedEntropy(new LabelledPredictions(new PredictedProbabilities([], 3), [])));
}
