using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenATemperatureIsFitted
{
    [Theory]
    [InlineData(0.4)]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void TheTemperatureThatMadeTheLabelsIsRecovered(double temperature)
    {
        var random = new SeededRandom(31);
        const int K = 5;
        var logits = random.Logits(20_000, K, 2);
        var labels = random.LabelsOf(TemperatureScaling.Apply(logits, K, temperature));

        var fit = TemperatureScaling.Fit(logits, labels, K);

        Assert.InRange(fit.Temperature, 0.95 * temperature, 1.05 * temperature);
        Assert.False(fit.IsAtBound);
        Assert.Equal(20_000, fit.Count);
    }

    [Theory]
    [InlineData(1UL, 2)]
    [InlineData(2UL, 10)]
    [InlineData(3UL, 1000)]
    public void NoOtherTemperatureIsBetter(ulong seed, int K)
    {
        var random = new SeededRandom(seed);
        var logits = random.Logits(100, K, 3);
        var labels = random.LabelsOf(TemperatureScaling.Apply(logits, K, 2));

        var fit = TemperatureScaling.Fit(logits, labels, K);

        Assert.Equal(Loss(fit.Temperature), fit.LossAfter, 1e-9);
        Assert.Equal(Loss(1), fit.LossBefore, 1e-9);
        Assert.All([0.05, 0.5, 0.99 * fit.Temperature, 1.01 * fit.Temperature, 4, 20], other => Assert.True(fit.LossAfter <= Loss(other) + 1e-12));

        double Loss(double temperature)
        {
            var probabilities = TemperatureScaling.Apply(logits, K, temperature);
            return Enumerable.Range(0, labels.Length).Average(n => -Math.Log(probabilities[n, labels[n]]));
        }
    }

    [Fact]
    public void LogProbabilitiesGiveTheTemperatureOfTheirLogits()
    {
        var random = new SeededRandom(7);
        var logits = random.Logits(300, 4, 2);
        var labels = random.Labels(300, 4);
        var probabilities = TemperatureScaling.Apply(logits, 4, 1);
        double[] logs = [.. Enumerable.Range(0, 1200).Select(index => Math.Log(probabilities[index / 4, index % 4]))];

        Assert.Equal(TemperatureScaling.Fit(logits, labels, 4).Temperature, TemperatureScaling.Fit(logs, labels, 4).Temperature, 1e-8);
    }

    [Fact]
    public void WhereEveryLabelIsPredictedTheLowestTemperatureIsBest()
    {
        var fit = TemperatureScaling.Fit([3f, 0, 0, 3], [0, 1], 2);

        Assert.Equal(TemperatureScaling.Lowest, fit.Temperature, 12);
        Assert.True(fit.IsAtBound);
        Assert.True(fit.LossAfter < fit.LossBefore);
    }

    [Fact]
    public void WhereEveryLabelIsMissedTheHighestTemperatureIsBest()
    {
        var fit = TemperatureScaling.Fit([3f, 0, 0, 3], [1, 0], 2);

        Assert.Equal(TemperatureScaling.Highest, fit.Temperature, 12);
        Assert.True(fit.IsAtBound);
    }

    [Fact]
    public void WhereTemperatureChangesNothingItIsOne()
    {
        Assert.Equal(1, TemperatureScaling.Fit([4f, 4, 4, 4, 4, 4], [0, 2], 3).Temperature);
        Assert.Equal(1, TemperatureScaling.Fit([4f, 2], [0, 0], 1).Temperature);
    }

    [Fact]
    public void HugeLogitsStayFinite()
    {
        var fit = TemperatureScaling.Fit([1e4, -1e4, -1e4, 1e4, 1e4, -1e4], [0, 1, 1], 2);

        Assert.True(double.IsFinite(fit.LossBefore) && double.IsFinite(fit.LossAfter));
        Assert.InRange(fit.Temperature, TemperatureScaling.Lowest, TemperatureScaling.Highest);
    }

    [Fact]
    public void SamplesWithoutALabelAreLeftOutAndNothingElseIsNotEnough()
    {
        Assert.Equal(1, TemperatureScaling.Fit([1f, 0, 0, 1], [0, -1], 2).Count);
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit([1f, 0], [-1], 2));
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit(Array.Empty<float>(), [], 2));
    }

    [Fact]
    public void LogitsThatAreNoNumbersAreRefused() => Assert.Contains(
        "row 1 has NaN for class 0",
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit([1f, 0, float.NaN, 1], [0, 1], 2)).Message,
        StringComparison.Ordinal);
}

public sealed class WhenCalibrationIsMeasured
{
    [Fact]
    public void TheErrorIsTheMeanGapOfTheBins()
    {
        var probabilities = PredictedProbabilities.Of([[0.95, 0.05], [0.95, 0.05], [0.65, 0.35], [0.4, 0.6]], 2);

        var calibration = Calibration.Of(probabilities, [0, 1, 0, 1], binCount: 10);

        // (0.9, 1]: 2 samples, half of them right at 0.95. (0.6, 0.7]: right at 0.65. (0.5, 0.6]: right at 0.6, for bins are closed above.
        Assert.Equal(((2 * 0.45) + 0.35 + 0.4) / 4, calibration.ExpectedError, 12);
        Assert.Equal(0.45, calibration.MaximumError, 12);
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 0, 0, 2], calibration.Bins.Select(bin => bin.Count));
        Assert.Null(calibration.Bins[0].Accuracy);
    }

    [Fact]
    public void ThereAreFifteenBinsThatCoverEveryConfidence()
    {
        var random = new SeededRandom(3);
        var probabilities = random.Probabilities(500, 3, 4);

        var calibration = Calibration.Of(probabilities, random.Labels(500, 3));

        Assert.Equal(15, calibration.Bins.Count);
        Assert.Equal((0.0, 1.0), (calibration.Bins[0].Lower, calibration.Bins[^1].Upper));
        Assert.Equal(500, calibration.Bins.Sum(bin => bin.Count));
        Assert.All(calibration.Bins.Where(bin => bin.Count > 0), bin => Assert.InRange(bin.Confidence!.Value, bin.Lower - 1e-12, bin.Upper + 1e-12));
    }

    [Fact]
    public void TheRightTemperatureMendsIt()
    {
        var random = new SeededRandom(4);
        var logits = random.Logits(5000, 4, 2);
        var labels = random.LabelsOf(TemperatureScaling.Apply(logits, 4, 3));
        var fitted = TemperatureScaling.Fit(logits, labels, 4).Temperature;

        Assert.True(Calibration.Of(TemperatureScaling.Apply(logits, 4, 1), labels).ExpectedError > 0.15);
        Assert.True(Calibration.Of(TemperatureScaling.Apply(logits, 4, fitted), labels).ExpectedError < 0.03);
    }

    [Fact]
    public void WithoutLabelsThereIsNothingToMeasure() =>
        Assert.Throws<ArgumentException>(() => Calibration.Of(PredictedProbabilities.Of([[0.5, 0.5]], 2), [-1]));
}
