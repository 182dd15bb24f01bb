using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenConfidentSamplesAreCounted
{
    /// <summary>Thresholds: class 0 (0.9 + 0.8 + 0.1) / 3 = 0.6, class 1 (0.7 + 0.9) / 2 = 0.8. Sample 2 is labelled 0 and confidently a 1; sample 3 reaches nothing.</summary>
    private static readonly LabelledPredictions Five = new(
        PredictedProbabilities.Of([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.3, 0.7], [0.1, 0.9]], 2), [0, 0, 0, 1, 1]);

    [Fact]
    public void TheThresholdIsTheMeanSelfConfidenceOfTheClass() =>
        Assert.Equal([0.6, 0.8], ConfidentJoint.Thresholds(Five).Select(threshold => Math.Round(threshold, 12)));

    [Fact]
    public void OnlySamplesAboveAThresholdCount()
    {
        var joint = ConfidentJoint.Of(Five);

        Assert.Equal(new[,] { { 2, 1 }, { 0, 1 } }, joint.Counts);
        Assert.Equal([2], joint.OffDiagonal);
    }

    [Fact]
    public void CalibrationGivesEachLabelItsSamples() => Assert.Equal(new[,] { { 2, 1 }, { 0, 2 } }, ConfidentJoint.Of(Five).Calibrated);

    [Fact]
    public void NoiseFollowsFromTheJoint()
    {
        var noise = LabelNoise.Of(ConfidentJoint.Of(Five));

        Assert.Equal(new[,] { { 0.4, 0.2 }, { 0, 0.4 } }, noise.Joint);
        Assert.Equal([0.4, 0.6], noise.Prior.Select(share => Math.Round(share, 12)));
        Assert.Equal(0.2, noise.WrongShare, 12);
        Assert.Equal(1 / 3.0, noise.Noise[0, 1], 12);
        Assert.Equal(2 / 3.0, noise.InverseNoise[0, 0], 12);
        Assert.Equal(1 / 3.0, noise.InverseNoise[1, 0], 12);
    }

    [Fact]
    public void WhereSeveralClassesAreReachedTheLikeliestCounts()
    {
        // Thresholds 0.55 and 0.1: sample 0 reaches class 1 alone, samples 1 and 2 reach both.
        var predictions = new LabelledPredictions(PredictedProbabilities.Of([[0.5, 0.5, 0], [0.6, 0.4, 0], [0.9, 0.1, 0]], 3), [0, 0, 1]);

        var joint = ConfidentJoint.Of(predictions);

        Assert.Equal([0, 2], joint.OffDiagonal);

        // The diagonal is at least 1, also where nobody was counted.
        Assert.Equal(new[,] { { 1, 1, 0 }, { 1, 1, 0 }, { 0, 0, 1 } }, joint.Counts);
    }

    [Fact]
    public void AClassThatNobodyGaveIsNeverGuessed()
    {
        var predictions = new LabelledPredictions(PredictedProbabilities.Of([[0.1, 0.9], [0.2, 0.8]], 2), [0, 0]);

        var joint = ConfidentJoint.Of(predictions);

        Assert.Equal(2, ConfidentJoint.Thresholds(predictions)[1]);
        Assert.Empty(joint.OffDiagonal);
        Assert.Equal(new[,] { { 2, 0 }, { 0, 0 } }, joint.Calibrated);
        Assert.Equal(0, LabelNoise.Of(joint).Noise[1, 1]);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(300, 4)]
    [InlineData(3000, 10)]
    [InlineData(50, 1000)]
    public void TotalsAndSharesAddUp(int N, int K)
    {
        var predictions = new SeededRandom((ulong)(N + K)).Predictions(N, K, 2);

        var joint = ConfidentJoint.Of(predictions);
        var noise = LabelNoise.Of(joint);

        Assert.All(Enumerable.Range(0, K), given => Assert.Equal(predictions.LabelCounts[given], Enumerable.Range(0, K).Sum(k => joint.Calibrated[given, k])));
        Assert.Equal(1, noise.Prior.Sum(), 9);
        Assert.All(
            Enumerable.Range(0, K).Where(actual => noise.Prior[actual] > 0),
            actual => Assert.Equal(1, Enumerable.Range(0, K).Sum(given => noise.Noise[given, actual]), 9));
        Assert.All(
            Enumerable.Range(0, K).Where(given => predictions.LabelCounts[given] > 0),
            given => Assert.Equal(1, Enumerable.Range(0, K).Sum(actual => noise.InverseNoise[actual, given]), 9));
    }

    [Fact]
    public void NoSampleHasNoNoise() => Assert.Throws<ArgumentException>(() =>
        LabelNoise.Of(ConfidentJoint.Of(new LabelledPredictions(new PredictedProbabilities([], 2), []))));
}

public sealed class WhenFractionsBecomeCounts
{
    [Fact]
    public void TheOneRoundedFurthestDownGetsWhatIsMissing() =>
        Assert.Equal(new[,] { { 1, 2, 1 } }, RowTotals.Round(new[,] { { 1.4, 1.45, 1.15 } }));

    [Fact]
    public void TheOneRoundedFurthestUpGivesWhatIsTooMuch() =>
        Assert.Equal(new[,] { { 1, 2, 1 } }, RowTotals.Round(new[,] { { 0.55, 1.9, 1.45 } }));

    [Fact]
    public void TotalsStayAndNothingMovesByMoreThanOne()
    {
        var random = new SeededRandom(8);
        for (var turn = 0; turn < 500; turn++)
        {
            var columns = 1 + random.NextBelow(30);
            var total = random.NextBelow(200);
            var weights = Enumerable.Range(0, columns).Select(_ => random.Uniform() + 1e-3).ToArray();
            var values = new double[1, columns];
            for (var column = 0; column < columns; column++)
            {
                values[0, column] = weights[column] / weights.Sum() * total;
            }

            var rounded = RowTotals.Round(values);

            Assert.Equal(total, rounded.Cast<int>().Sum());
            Assert.All(Enumerable.Range(0, columns), column => Assert.InRange(rounded[0, column] - values[0, column], -1.5, 1.5));
        }
    }
}
