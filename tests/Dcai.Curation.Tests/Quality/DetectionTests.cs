using Dcai.Contracts.Documents;
using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenASuspicionIsMeasured
{
    private static readonly double[] Suspicion = [0.9, 0.8, 0.7, 0.6, 0.5];
    private static readonly bool[] IsIssue = [true, false, true, false, false];

    [Fact]
    public void TheMeasuresFollowTheirDefinitions()
    {
        // Of the 6 pairs of an issue and a sound sample, 5 are in the right order.
        Assert.Equal(5 / 6.0, DetectionMetrics.AreaUnderCurve(Suspicion, IsIssue)!.Value, 12);
        Assert.Equal(((1 / 1.0) + (2 / 3.0)) / 2, DetectionMetrics.AveragePrecision(Suspicion, IsIssue)!.Value, 12);
        Assert.Equal(0.5, DetectionMetrics.PrecisionAt(Suspicion, IsIssue, 2));
        Assert.Equal(0.4, DetectionMetrics.PrecisionAt(Suspicion, IsIssue, 100));
        Assert.Equal(0.5, DetectionMetrics.RecallAtShare(Suspicion, IsIssue, 0.4));
        Assert.Equal(1, DetectionMetrics.RecallAtShare(Suspicion, IsIssue, 0.6));
        Assert.Equal(0, DetectionMetrics.RecallAtShare(Suspicion, IsIssue, 0));
    }

    [Fact]
    public void EqualSuspicionsCountAsInRandomOrder()
    {
        double[] equal = [0, 0, 0, 0, 0];

        Assert.Equal(0.5, DetectionMetrics.AreaUnderCurve(equal, IsIssue));
        Assert.Equal(0.4, DetectionMetrics.AveragePrecision(equal, IsIssue)!.Value, 12);
        Assert.Equal(0.4, DetectionMetrics.PrecisionAt(equal, IsIssue, 1)!.Value, 12);
        Assert.Equal(0.2, DetectionMetrics.RecallAtShare(equal, IsIssue, 0.2)!.Value, 12);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void TheAreaIsTheShareOfPairsInTheRightOrder(ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] suspicion = [.. Enumerable.Range(0, 120).Select(_ => (double)random.NextBelow(20))];
        bool[] isIssue = [.. suspicion.Select(value => random.NextBelow(20) < value)];
        var pairs = from issue in Enumerable.Range(0, 120).Where(n => isIssue[n])
                    from sound in Enumerable.Range(0, 120).Where(n => !isIssue[n])
                    select suspicion[issue].CompareTo(suspicion[sound]) switch { > 0 => 1, 0 => 0.5, _ => 0 };

        Assert.Equal(pairs.Average(), DetectionMetrics.AreaUnderCurve(suspicion, isIssue)!.Value, 12);
        Assert.Equal(
            1 - pairs.Average(),
            DetectionMetrics.AreaUnderCurve([.. suspicion.Select(value => -value)], isIssue)!.Value,
            12);
    }

    [Fact]
    public void NeverLearnedSamplesWithInfiniteSuspicionComeFirst() =>
        Assert.Equal(1, DetectionMetrics.AreaUnderCurve([double.PositiveInfinity, 3, 0], [true, false, false]));

    [Fact]
    public void WhereThereIsNoIssueOrNothingElseTheMeasuresAreAbsent()
    {
        Assert.Null(DetectionMetrics.AreaUnderCurve([1, 2], [false, false]));
        Assert.Null(DetectionMetrics.AreaUnderCurve([1, 2], [true, true]));
        Assert.Null(DetectionMetrics.AveragePrecision([1, 2], [false, false]));
        Assert.Null(DetectionMetrics.RecallAtShare([1, 2], [false, false], 0.5));
        Assert.Null(DetectionMetrics.PrecisionAt([], [], 3));
    }

    [Fact]
    public void WhatCannotBeOrderedIsRefused()
    {
        Assert.Throws<ArgumentException>(() => DetectionMetrics.AreaUnderCurve([double.NaN, 1], [true, false]));
        Assert.Throws<ArgumentException>(() => DetectionMetrics.AreaUnderCurve([1], [true, false]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DetectionMetrics.RecallAtShare([1], [true], double.NaN));
    }
}

public sealed class WhenAPerfectRankerIsPlayed
{
    [Fact]
    public void ItFallsShortOnlyWhereTooFewIssuesAreLeft()
    {
        Assert.Equal(new FlagAccuracy { Overall = 1, LikelyValid = 1, LikelyInvalid = 1 }, PerfectRanker.Of(2000, 150, 500, 100));

        // 63 issues for 100 places at the invalid end.
        var third = PerfectRanker.Of(1431, 63, 500, 100);
        Assert.Equal((563 / 600.0, 1.0, 0.63), (third.Overall, third.LikelyValid, third.LikelyInvalid));
    }

    [Fact]
    public void ItsLastRoundsAreWhatIsLeft()
    {
        // The competition's 2,831 images, of which 283 are issues, after a random 200: the pipeline accuracy ends at 83 % and 57 %.
        var rounds = PerfectRanker.Play(2631, 263, 500, 100);

        Assert.Equal([1, 1, 563 / 600.0, 500 / 600.0, 131 / 231.0], rounds.Select(round => round.Overall!.Value));
        Assert.Equal(0, rounds[^1].LikelyInvalid);
    }

    [Fact]
    public void WhereMostIsWrongTheValidEndFallsShort()
    {
        var round = PerfectRanker.Of(100, 95, 50, 20);

        Assert.Equal((25 / 70.0, 0.1, 1.0), (round.Overall, round.LikelyValid, round.LikelyInvalid));
    }

    [Fact]
    public void APoolSmallerThanTheEndsIsAllLikelyInvalidFirst()
    {
        Assert.Equal(new FlagAccuracy { Overall = 0.5, LikelyInvalid = 0.5 }, PerfectRanker.Of(10, 5, 500, 100));
        Assert.Equal(new FlagAccuracy(), PerfectRanker.Of(0, 0, 500, 100));
    }

    [Fact]
    public void NoOrderIsBetter()
    {
        var random = new SeededRandom(17);
        for (var turn = 0; turn < 300; turn++)
        {
            var (pool, K, L) = (1 + random.NextBelow(40), random.NextBelow(30), random.NextBelow(15));
            bool[] order = [.. Enumerable.Range(0, pool).Select(_ => random.NextBelow(3) == 0)];
            var perfect = PerfectRanker.Of(pool, order.Count(isIssue => isIssue), K, L);
            var invalid = Math.Min(L, pool);
            var valid = Math.Min(K, pool - invalid);
            var right = order.Take(valid).Count(isIssue => !isIssue) + order.Skip(pool - invalid).Count(isIssue => isIssue);

            Assert.True(valid + invalid == 0 ? perfect.Overall is null : perfect.Overall >= (double)right / (valid + invalid));
        }
    }

    [Fact]
    public void PlayingEndsWhenEverySampleIsDecided()
    {
        Assert.Equal(5, PerfectRanker.Play(50, 50, 5, 5).Count);
        Assert.Empty(PerfectRanker.Play(0, 0, 5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => PerfectRanker.Play(5, 0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PerfectRanker.Of(5, 6, 1, 1));
    }

    [Fact]
    public void EachRoundIsMeasuredOnItsOwnPool() => Assert.Equal(
        [PerfectRanker.Of(100, 20, 10, 10), PerfectRanker.Of(80, 3, 10, 10)],
        PerfectRanker.Of([(100, 20), (80, 3)], 10, 10));
}

public sealed class WhenCleaningIsMeasured
{
    [Fact]
    public void TheShareLiesBetweenThePointsAroundTheTarget()
    {
        CleaningPoint[] points = [Point(0.4, 0.8), Point(0, 0.6), Point(0.2, 0.7), Point(1, 0.82)];

        // 95 % of 0.8 is 0.76: six tenths of the way from 0.7 to 0.8.
        Assert.Equal(0.32, CleaningTarget.ShareToReach(points, 0.8)!.Value, 12);
    }

    [Fact]
    public void TheFirstPointMaySufficeAndNoneMay()
    {
        Assert.Equal(0.1, CleaningTarget.ShareToReach([Point(0.1, 0.8), Point(0.5, 0.9)], 0.8));
        Assert.Null(CleaningTarget.ShareToReach([Point(0.1, 0.7), Point(0.5, 0.75)], 0.8));
        Assert.Null(CleaningTarget.ShareToReach([], 0.8));
    }

    [Fact]
    public void TheFirstTimeCountsAlsoWhereAccuracyFallsAgain() =>
        Assert.Equal(0.5, CleaningTarget.ShareToReach([Point(0, 0.5), Point(0.5, 0.8), Point(0.7, 0.6), Point(1, 0.9)], 1, 0.8)!.Value, 12);

    [Fact]
    public void PointsOfOneShareCountWithTheirMean() =>
        Assert.Equal(0.5, CleaningTarget.ShareToReach([Point(0, 0.4), Point(0, 0.6), Point(1, 0.7), Point(1, 0.9)], 1, 0.65)!.Value, 12);

    [Theory]
    [InlineData(-0.1, 0.5)]
    [InlineData(0.5, 1.1)]
    [InlineData(double.NaN, 0.5)]
    public void WhatIsNoShareIsRefused(double share, double accuracy) =>
        Assert.Throws<ArgumentException>(() => CleaningTarget.ShareToReach([Point(share, accuracy)], 0.8));

    private static CleaningPoint Point(double share, double accuracy) => new() { InspectedShare = share, Accuracy = accuracy };
}
