using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenFlagsAreComparedWithDecisions
{
    [Fact]
    public void ConfirmationsAreCountedOverallAndPerEnd()
    {
        var review = Some.Review(
            "r",
            1,
            ReviewPurpose.Round,
            1,
            Some.Item("a", ReviewEnd.LikelyValid, "i", "i"),
            Some.Item("b", ReviewEnd.LikelyValid, "i", "i"),
            Some.Item("c", ReviewEnd.LikelyValid, "ii", "i", "ii"),
            Some.Item("d", ReviewEnd.LikelyValid, "iii"),
            Some.Item("e", ReviewEnd.LikelyInvalid, "ii", "i"),
            Some.Item("f", ReviewEnd.LikelyInvalid, "ii", "i"),
            Some.Item("g", ReviewEnd.LikelyInvalid, "ii", "i"),
            Some.Item("h", ReviewEnd.None, null, "i"));
        var batch = Some.Batch(
            "1",
            "r",
            Some.Certify("1", "a", "i"),
            Some.Certify("2", "b", "ii"),
            Some.Certify("3", "c", "ii"),
            Some.Certify("4", "d", "iii"),
            Some.Remove("5", "e", "junk"),
            Some.Certify("6", "f", "ii"),
            Some.Certify("7", "g", "i"),
            Some.Certify("8", "h", "i"));

        var accuracy = PipelineAccuracy.Of(review, [batch]);

        Assert.Equal(3 / 4.0, accuracy.LikelyValid);
        Assert.Equal(2 / 3.0, accuracy.LikelyInvalid);
        Assert.Equal(5 / 7.0, accuracy.Overall);
    }

    [Fact]
    public void WhatWasNotFlaggedHasNoAccuracy() =>
        Assert.Equal(
            new FlagAccuracy(),
            PipelineAccuracy.Of(
                Some.Review("r", 1, ReviewPurpose.Seed, 1, Some.Item("a", given: "i")),
                [Some.Batch("1", "r", Some.Certify("1", "a", "i"))]));
}

public sealed class WhenTheReviewEffortIsMeasured
{
    [Fact]
    public void ItIsThePositionOfTheErrorThatCompletesTheShare()
    {
        var order = Enumerable.Range(1, 100).Select(position => $"s{position}").ToList();
        var errors = new HashSet<string> { "s2", "s3", "s5", "s8", "s13", "s21", "s34", "s55", "s89", "s90" };

        var effort = LabelErrorCurve.Of(order, errors, order.Count, simulated: true);

        Assert.Equal((100, 10, true), (effort.Decisions, effort.LabelErrorsKnown, effort.Simulated));
        Assert.Equal((13, 55, 90), (effort.DecisionsTo50, effort.DecisionsTo80, effort.DecisionsTo95));

        // (100 + 1) · k / (10 + 1) for k = 5, 8, 10 is 45.9, 73.5, 91.8.
        Assert.Equal((46, 74, 92), (effort.DecisionsTo50Random, effort.DecisionsTo80Random, effort.DecisionsTo95Random));
    }

    [Fact]
    public void TheExpectationIsWhatRandomOrdersTakeOnAverage()
    {
        var order = Enumerable.Range(0, 60).Select(position => $"s{position}").ToList();
        var errors = order.Take(7).ToHashSet();
        var random = new SeededRandom(3);
        var sum = 0.0;
        const int Orders = 4_000;
        for (var shuffle = 0; shuffle < Orders; shuffle++)
        {
            random.Shuffle(order);
            sum += LabelErrorCurve.Of(order, errors, order.Count, simulated: true).DecisionsTo80!.Value;
        }

        // k = 6 of m = 7 among n = 60: 61 · 6 / 8 = 45.75.
        Assert.InRange(sum / Orders, 45.3, 46.2);
        Assert.Equal(46, LabelErrorCurve.Of(order, errors, order.Count, simulated: true).DecisionsTo80Random);
    }

    [Fact]
    public void ASecondDecisionOnASampleIsNoFurtherSample() =>
        Assert.Equal(2, LabelErrorCurve.Of(["a", "a", "b"], new HashSet<string> { "b" }, 2, simulated: false).DecisionsTo50);

    [Fact]
    public void ErrorsThatNobodyDecidedLeaveTheNumbersAbsent()
    {
        var effort = LabelErrorCurve.Of(["a", "b"], new HashSet<string> { "b", "x", "y", "z" }, 9, simulated: false);

        Assert.Null(effort.DecisionsTo50);
        Assert.Null(LabelErrorCurve.Of(["a"], Some.Nothing, 1, simulated: false).DecisionsTo95);

        // Random order draws from all nine, whoever was decided: (9 + 1) · 2 / (4 + 1).
        Assert.Equal(4, effort.DecisionsTo50Random);
    }

    [Fact]
    public void KnownErrorsAreRemovalsAndOtherLabels()
    {
        Sample[] samples =
        [
            Some.Sample(1, "i", SampleStatus.Certified, "i"),
            Some.Sample(2, "i", SampleStatus.Certified, "ii"),
            Some.Sample(3, "i", SampleStatus.Removed),
            Some.Sample(4, "i"),
            Some.Sample(5, null, SampleStatus.Certified, "i"),
        ];

        Assert.Equal(new HashSet<string> { Some.Id(2), Some.Id(3) }, LabelErrorCurve.KnownErrors(samples));
    }
}

public sealed class WhenADatasetIsDigested
{
    private static readonly Sample[] Samples = [Some.Sample(1), Some.Sample(2, "ii", SampleStatus.Certified)];

    [Fact]
    public void TheOrderMakesNoDifference() =>
        Assert.Equal(ContentDigest.Of(Samples), ContentDigest.Of(Samples.Reverse()));

    [Fact]
    public void NamesReviewersAndVersionsMakeNone() =>
        Assert.Equal(
            ContentDigest.Of(Samples),
            ContentDigest.Of([Samples[0] with { ArrivedIn = 9, Provenance = [new Provenance { Source = "s", Name = "n" }] }, Samples[1] with { CertifiedBy = "someone", DecisionId = "d" }]));

    [Fact]
    public void StatusLabelsOriginAndRoundDo()
    {
        string[] digests =
        [
            ContentDigest.Of(Samples),
            ContentDigest.Of([Samples[0] with { Status = SampleStatus.Removed }, Samples[1]]),
            ContentDigest.Of([Samples[0] with { GivenLabels = ["i", "ii"] }, Samples[1]]),
            ContentDigest.Of([Samples[0], Samples[1] with { CertifiedLabel = "i" }]),
            ContentDigest.Of([Samples[0], Samples[1] with { Origin = SampleOrigin.Gathered }]),
            ContentDigest.Of([Samples[0], Samples[1] with { Round = 0 }]),
            ContentDigest.Of([Samples[0]]),
            ContentDigest.Of([]),
        ];

        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.All(digests, digest => Assert.Matches("^sha256:[0-9a-f]{64}$", digest));
    }
}

public sealed class WhenSamplesAreCounted
{
    [Fact]
    public void LaterArrivalsAreNoneOfTheGeneration()
    {
        Sample[] samples =
        [
            Some.Sample(1),
            Some.Sample(2, "i", SampleStatus.Certified, arrivedIn: 2),
            Some.Sample(3, "i", SampleStatus.Removed, arrivedIn: 3) with { Conflict = true },
        ];

        Assert.Equal(new SnapshotCounts { Samples = 3, Uncertified = 1, Certified = 1, Removed = 1, Conflicts = 1, Unusual = 0 }, SnapshotCounter.Count(samples));
        Assert.Equal(new SnapshotCounts { Samples = 2, Uncertified = 1, Certified = 1, Removed = 0, Conflicts = 0, Unusual = 0 }, SnapshotCounter.Count(samples, 2));
    }
}

public sealed class WhenSamplesAreSharded
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(4096, 0)]
    [InlineData(4097, 1)]
    [InlineData(8193, 2)]
    [InlineData(1_000_000, 8)]
    public void ThereAreAsFewShardsAsKeepToTheSize(int samples, int bits) => Assert.Equal(bits, ShardLayout.BitsFor(samples));

    [Fact]
    public void TheShardIsTheFirstBitsOfTheId()
    {
        Assert.Equal(0, ShardLayout.ShardOf("ff" + new string('0', 62), 0));
        Assert.Equal(1, ShardLayout.ShardOf("80" + new string('0', 62), 1));
        Assert.Equal(0b101, ShardLayout.ShardOf("b0" + new string('0', 62), 3));
        Assert.Equal(0xb07f, ShardLayout.ShardOf("b07f" + new string('0', 60), 16));
    }
}
