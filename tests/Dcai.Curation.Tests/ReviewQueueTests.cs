using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenTheSeedIsSelected
{
    [Fact]
    public void ItIsSoManyUncertifiedSamplesOfTheGeneration()
    {
        Sample[] samples =
        [
            .. Enumerable.Range(0, 50).Select(number => Some.Sample(number, Some.Classes[number % 4])),
            .. Enumerable.Range(50, 50).Select(number => Some.Sample(number, "i", SampleStatus.Certified)),
            .. Enumerable.Range(100, 50).Select(number => Some.Sample(number, "i", arrivedIn: 2)),
        ];

        var items = ReviewQueue.SelectSeed(samples, 20, 1, Some.Classes, generationSnapshot: 1);

        var candidates = samples.Take(50).Select(sample => sample.SampleId).ToHashSet();
        Assert.Equal(20, items.Select(item => item.SampleId).Distinct().Count());
        Assert.All(items, item => Assert.Contains(item.SampleId, candidates));
        Assert.All(items, item => Assert.Equal(ReviewEnd.None, item.End));
        Assert.All(items, item => Assert.NotEmpty(item.Reason));
    }

    [Fact]
    public void TheSameSeedChoosesTheSameInAnyOrderAndAnotherSeedOthers()
    {
        var samples = Enumerable.Range(0, 80).Select(number => Some.Sample(number)).ToList();

        var once = Some.Json(ReviewQueue.SelectSeed(samples, 20, 1, Some.Classes));
        samples.Reverse();

        Assert.Equal(once, Some.Json(ReviewQueue.SelectSeed(samples, 20, 1, Some.Classes)));
        Assert.NotEqual(once, Some.Json(ReviewQueue.SelectSeed(samples, 20, 2, Some.Classes)));
    }

    [Fact]
    public void EverySampleIsAsLikely()
    {
        var samples = Enumerable.Range(0, 20).Select(number => Some.Sample(number)).ToList();
        var counts = samples.ToDictionary(sample => sample.SampleId, _ => 0);
        for (var seed = 0UL; seed < 4_000; seed++)
        {
            foreach (var item in ReviewQueue.SelectSeed(samples, 5, seed, Some.Classes))
            {
                counts[item.SampleId]++;
            }
        }

        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void EveryLabelThatHasTwoIsThereTwice()
    {
        for (var seed = 0UL; seed < 200; seed++)
        {
            Sample[] samples =
            [
                .. Enumerable.Range(0, 200).Select(number => Some.Sample(number, "i")),
                .. Enumerable.Range(200, 3).Select(number => Some.Sample(number, "ii")),
                .. Enumerable.Range(300, 2).Select(number => Some.Sample(number, "iii")),
                Some.Sample(400, "iv"),
            ];

            var items = ReviewQueue.SelectSeed(samples, 10, seed, Some.Classes);

            Assert.Equal(10, items.Count);
            Assert.InRange(items.Count(item => item.GivenLabels[0] == "ii"), 2, 3);
            Assert.Equal(2, items.Count(item => item.GivenLabels[0] == "iii"));
            Assert.Equal(1, items.Count(item => item.GivenLabels[0] == "iv"));
        }
    }

    [Fact]
    public void FewerSamplesThanWantedAreAllChosen() =>
        Assert.Equal(3, ReviewQueue.SelectSeed([Some.Sample(1), Some.Sample(2, null), Some.Sample(3, "other")], 20, 1, Some.Classes).Count);

    [Fact]
    public void AnEmptyDatasetIsRefusedWithWhatToDo()
    {
        var error = Assert.Throws<CurationException>(() => ReviewQueue.SelectSeed([], 20, 1, Some.Classes));

        Assert.Contains("no images", error.Message, StringComparison.Ordinal);
        Assert.Contains("Ingest", error.Message, StringComparison.Ordinal);
    }
}

public sealed class WhenConflictsAreSelected
{
    [Fact]
    public void EveryConflictOfAnyStatusIsShownWithWhatDisagrees()
    {
        Sample[] samples =
        [
            Some.Sample(1),
            Some.Sample(2) with { Conflict = true, GivenLabels = ["i", "ii"] },
            Some.Sample(3, "iii", SampleStatus.Certified, "ii") with { Conflict = true },
            Some.Sample(4, "iii", SampleStatus.Removed) with { Conflict = true },
        ];

        var items = ReviewQueue.SelectConflicts(samples).ToDictionary(item => item.SampleId);

        Assert.Equal(3, items.Count);
        Assert.Equal("Its copies disagree: labelled i and ii.", items[Some.Id(2)].Reason);
        Assert.Equal("Certified as ii, but labelled iii.", items[Some.Id(3)].Reason);
        Assert.Equal("Removed, but labelled iii.", items[Some.Id(4)].Reason);
    }
}

public sealed class WhenPaintedImagesAreSelected
{
    [Fact]
    public void OnlyUndecidedOnesOfTheGeneratorAreShownByClass()
    {
        Sample[] samples =
        [
            Some.Sample(1),
            Some.Sample(2, "ii") with { Origin = SampleOrigin.Synthesized },
            Some.Sample(3, "i") with { Origin = SampleOrigin.Synthesized },
            Some.Sample(4, "i", SampleStatus.Removed) with { Origin = SampleOrigin.Synthesized },
        ];

        Assert.Equal([Some.Id(3), Some.Id(2)], ReviewQueue.SelectSynthesized(samples, Some.Classes).Select(item => item.SampleId));
    }
}

public sealed class WhenARoundIsSelected
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TheLargestLossesAreLikelyInvalidAndTheSmallestLikelyValid(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var pool = random.NextBelow(60);
        var (valid, invalid) = (random.NextBelow(30), random.NextBelow(30));
        var samples = Enumerable.Range(0, pool).Select(number => Some.Sample(number, Some.Classes[random.NextBelow(4)])).ToDictionary(sample => sample.SampleId);
        var ranked = samples.Keys.Select(id => Ranked(id, random.NextBelow(10))).ToList();
        random.Shuffle(ranked);

        var items = ReviewQueue.SelectRound(ranked, samples, valid, invalid, Some.Classes);

        var byLoss = ranked.OrderBy(sample => sample.Loss).ThenBy(sample => sample.SampleId, StringComparer.Ordinal).Select(sample => sample.SampleId).ToList();
        var invalidCount = Math.Min(invalid, pool);
        var validCount = Math.Min(valid, pool - invalidCount);
        Assert.Equal(
            byLoss.Skip(pool - invalidCount).ToHashSet(),
            items.Where(item => item.End == ReviewEnd.LikelyInvalid).Select(item => item.SampleId).ToHashSet());
        Assert.Equal(
            byLoss.Take(validCount).ToHashSet(),
            items.Where(item => item.End == ReviewEnd.LikelyValid).Select(item => item.SampleId).ToHashSet());
        Assert.Equal(invalidCount + validCount, items.Count);
    }

    [Fact]
    public void TheSuspiciousComeFirstByFallingLossThenTheLikelyValidByClassAndRisingLoss()
    {
        var samples = new[] { (1, "ii"), (2, "i"), (3, "ii"), (4, "i"), (5, "i"), (6, "ii") }
            .Select(pair => Some.Sample(pair.Item1, pair.Item2))
            .ToDictionary(sample => sample.SampleId);
        var ranked = Enumerable.Range(1, 6).Select(number => Ranked(Some.Id(number), number));

        var items = ReviewQueue.SelectRound(ranked, samples, 4, 2, Some.Classes);

        Assert.Equal([6, 5, 2, 4, 1, 3], items.Select(item => (int)item.Loss!));
    }

    [Fact]
    public void UnusualPicturesAreShownFirstAndChangeNothingInWhatIsShown()
    {
        var samples = Enumerable.Range(1, 6).Select(number => Some.Sample(number)).ToDictionary(sample => sample.SampleId);
        foreach (var number in new[] { 1, 4 })
        {
            samples[Some.Id(number)] = samples[Some.Id(number)] with { Issues = [ImageIssue.Blank] };
        }

        var items = ReviewQueue.SelectRound(Enumerable.Range(1, 6).Select(number => Ranked(Some.Id(number), number)), samples, 2, 3, Some.Classes);

        Assert.Equal([4, 6, 5, 1, 2], items.Select(item => (int)item.Loss!));
        Assert.Equal(2, SnapshotCounter.Count(samples.Values).Unusual);
    }

    [Fact]
    public void ReasonsSayLabelSuggestionConfidenceAndLoss()
    {
        var samples = new[] { Some.Sample(1, "i"), Some.Sample(2, "ii"), Some.Sample(3, null) }.ToDictionary(sample => sample.SampleId);

        var reasons = ReviewQueue.SelectRound(samples.Keys.Select(id => Ranked(id, 1.5)), samples, 3, 0, Some.Classes)
            .ToDictionary(item => item.SampleId, item => item.Reason);

        Assert.Equal("Labelled i; the model agrees (0.75), loss 1.50.", reasons[Some.Id(1)]);
        Assert.Equal("Labelled ii; the model sees i (0.75), loss 1.50.", reasons[Some.Id(2)]);
        Assert.Equal("Without a label; the model sees i (0.75), entropy 1.50.", reasons[Some.Id(3)]);
    }

    [Fact]
    public void DecidedAndUnknownSamplesArePassedOver()
    {
        var samples = new[] { Some.Sample(1), Some.Sample(2, "i", SampleStatus.Removed) }.ToDictionary(sample => sample.SampleId);

        var items = ReviewQueue.SelectRound([Ranked(Some.Id(1), 1), Ranked(Some.Id(2), 2), Ranked(Some.Id(3), 3)], samples, 5, 5, Some.Classes);

        Assert.Equal(Some.Id(1), Assert.Single(items).SampleId);
    }

    [Fact]
    public void ASampleRankedTwiceIsRefused()
    {
        var samples = new[] { Some.Sample(1) }.ToDictionary(sample => sample.SampleId);

        Assert.Throws<CurationException>(() => ReviewQueue.SelectRound([Ranked(Some.Id(1), 1), Ranked(Some.Id(1), 2)], samples, 5, 5, Some.Classes));
    }

    private static RankedSample Ranked(string sampleId, double loss) =>
        new() { SampleId = sampleId, Loss = loss, SuggestedLabel = "i", Confidence = 0.75 };
}
