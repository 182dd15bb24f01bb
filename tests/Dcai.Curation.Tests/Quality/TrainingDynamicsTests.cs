using Dcai.Contracts.Documents;
using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenTrainingsAreAveraged
{
    [Fact]
    public void ScoresAreMeansAndNeverLearnedTakesAllOfThem()
    {
        var average = TrainingDynamics.Average([Dynamics(2, 3, false, 0.5, 4), Dynamics(-1, 0, true, 1.1, 8)], turns: 20);

        Assert.Equal(0.5, average.AreaUnderMargin);
        Assert.Equal((3 + 20) / 2.0, average.ForgettingEvents);
        Assert.False(average.NeverLearned);
        Assert.Equal(0.8, average.El2n, 12);
        Assert.Equal(6, average.GraNd);
    }

    [Fact]
    public void GradientNormsAreAveragedOverTheTrainingsThatMeasuredThem()
    {
        Assert.Equal(4, TrainingDynamics.Average([Dynamics(0, 0, false, 0, 4), Dynamics(0, 0, false, 0, null)], 10).GraNd);
        Assert.Null(TrainingDynamics.Average([Dynamics(0, 0, false, 0, null)], 10).GraNd);
    }

    [Fact]
    public void WhatWasNeverLearnedIsMoreSuspiciousThanWhatWasForgottenOften()
    {
        var never = TrainingDynamics.Average([Dynamics(-3, 0, true, 1.2, null)], turns: 50);

        Assert.True(TrainingDynamics.ForgettingSuspicion(never) > TrainingDynamics.ForgettingSuspicion(Dynamics(0, 25, false, 1, null)));
        Assert.True(never.ForgettingEvents > 25);
    }

    [Fact]
    public void NoTrainingIsNoAverage() => Assert.Throws<ArgumentException>(() => TrainingDynamics.Average([], 10));

    private static SampleDynamics Dynamics(double margin, double forgetting, bool never, double el2n, double? grand) =>
        new() { AreaUnderMargin = margin, ForgettingEvents = forgetting, NeverLearned = never, El2n = el2n, GraNd = grand };
}

public sealed class WhenAMarginThresholdIsLearned
{
    [Fact]
    public void AsManySamplesAsAnAverageClassAreDrawn()
    {
        var drawn = MarginThreshold.DrawSamples(1100, 10, seed: 3);

        Assert.Equal(100, drawn.Length);
        Assert.Equal(drawn.Order().Distinct(), drawn);
        Assert.Equal(drawn, MarginThreshold.DrawSamples(1100, 10, seed: 3));
        Assert.NotEqual(drawn, MarginThreshold.DrawSamples(1100, 10, seed: 4));
        Assert.Empty(MarginThreshold.DrawSamples(2, 1000, seed: 3));
    }

    [Fact]
    public void ThePercentileLiesBetweenOrderStatistics()
    {
        double[] margins = [.. Enumerable.Range(0, 101).Select(n => (double)n).Reverse()];

        Assert.Equal(99, MarginThreshold.Of(margins), 12);
        Assert.Equal(50.5, MarginThreshold.Of(margins, 50.5), 12);
        Assert.Equal(-3, MarginThreshold.Of([-3]));
    }

    [Fact]
    public void NoMarginGivesNoThreshold()
    {
        Assert.Throws<ArgumentException>(() => MarginThreshold.Of([]));
        Assert.Throws<ArgumentException>(() => MarginThreshold.Of([double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MarginThreshold.Of([1], 101));
    }
}
