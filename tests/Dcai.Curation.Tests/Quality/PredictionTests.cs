using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenProbabilitiesComeIn
{
    [Theory]
    [InlineData(new[] { 0.5, 0.5, double.NaN, 1 }, "row 1 has NaN for class 0")]
    [InlineData(new[] { 0.5, 0.5, -0.1, 1.1 }, "row 1 has -0.1 for class 0")]
    [InlineData(new[] { 0, double.PositiveInfinity }, "row 0 has Infinity for class 1")]
    [InlineData(new[] { 0.5, 0.5, 0.4, 0.5 }, "row 1 adds up to 0.9")]
    [InlineData(new[] { 0.5, 0.5, 1 }, "3 is no multiple of 2")]
    public void WhatIsNoProbabilityIsRefusedWithItsPlace(double[] values, string complaint)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new PredictedProbabilities(values, 2));

        Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RoundedRowsAndSinglePrecisionPass()
    {
        var single = Enumerable.Repeat(1f / 1000, 2000).ToArray();

        Assert.Equal((2, 1000), (PredictedProbabilities.Of(single, 1000).Count, PredictedProbabilities.Of(single, 1000).ClassCount));
        Assert.Equal(0.333, PredictedProbabilities.Of([[0.333, 0.333, 0.333]], 3)[0, 2]);
    }

    [Fact]
    public void RowsOfAnotherLengthAreRefused() => Assert.Contains(
        "row 1 has 3",
        Assert.Throws<ArgumentException>(() => PredictedProbabilities.Of([[0.5, 0.5], [0.2, 0.3, 0.5]], 2)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void TheFirstOfEqualClassesIsTheTopClass() => Assert.Equal(1, PredictedProbabilities.Of([[0.2, 0.4, 0.4]], 3).TopClass(0));
}

public sealed class WhenLabelsComeIn
{
    private static readonly PredictedProbabilities Two = PredictedProbabilities.Of([[0.5, 0.5], [0.2, 0.8]], 2);

    [Theory]
    [InlineData(new[] { 0 }, "Expected 2 labels")]
    [InlineData(new[] { 0, 2 }, "sample 1 has 2")]
    [InlineData(new[] { -1, 0 }, "sample 0 has -1")]
    public void LabelsThatFitNoSampleOrClassAreRefused(int[] labels, string complaint) => Assert.Contains(
        complaint,
        Assert.Throws<ArgumentException>(() => new LabelledPredictions(Two, labels)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void OneClassOnlyIsRefusedWithWhatToDo()
    {
        var refusal = Assert.Throws<CurationException>(() => new LabelledPredictions(PredictedProbabilities.Of([[1.0]], 1), [0]));

        Assert.Contains("one class only", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("at least two classes", refusal.Remedy, StringComparison.Ordinal);
    }
}
