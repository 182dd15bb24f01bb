using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenATrainingSetIsComposed
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void EverySampleIsOnOneSideAndEveryClassOnBoth(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var samples = Some.Labelled(0, [.. Some.Classes.Select(label => (label, random.NextBelow(40)))]);
        if (samples.Count < 2)
        {
            return;
        }

        var share = 0.05 + (random.NextBelow(40) / 100.0);
        var split = TrainingSplit.Compose(samples, share, (ulong)seed, Some.Nothing, "round 1");

        Assert.Equal(
            samples.OrderBy(sample => sample.SampleId, StringComparer.Ordinal),
            split.Train.Concat(split.Validation).OrderBy(sample => sample.SampleId, StringComparer.Ordinal));
        Assert.Equal(split.Train.OrderBy(sample => sample.SampleId, StringComparer.Ordinal), split.Train);
        Assert.Equal(split.Validation.OrderBy(sample => sample.SampleId, StringComparer.Ordinal), split.Validation);
        foreach (var group in samples.GroupBy(sample => sample.Label).Where(group => group.Count() >= 2))
        {
            Assert.InRange(split.Validation.Count(sample => sample.Label == group.Key), 1, group.Count() - 1);
        }

        var wanted = (int)Math.Round(samples.Count * share, MidpointRounding.AwayFromZero);
        Assert.InRange(split.Validation.Count, Math.Min(wanted, 1), Math.Max(wanted, Some.Classes.Count));
    }

    [Fact]
    public void ThePapersSeedIsSplitIntoItsNumbers()
    {
        var split = TrainingSplit.Compose(Some.Labelled(0, ("i", 60), ("ii", 70), ("iii", 50), ("iv", 20)), 20.0 / 200, 1, Some.Nothing, "round 1");

        Assert.Equal((180, 20), (split.Train.Count, split.Validation.Count));
        Assert.Equal(
            [6, 7, 5, 2],
            Some.Classes.Select(label => split.Validation.Count(sample => sample.Label == label)));
    }

    [Fact]
    public void TheOrderOfTheSamplesMakesNoDifference()
    {
        var samples = Some.Labelled(0, ("i", 30), ("ii", 20));

        Assert.Equal(
            Some.Json(TrainingSplit.Compose(samples, 0.1, 1, Some.Nothing, "round 1")),
            Some.Json(TrainingSplit.Compose([.. samples.Reverse()], 0.1, 1, Some.Nothing, "round 1")));
    }

    [Fact]
    public void TestImagesAreLeftOutAndCounted()
    {
        var split = TrainingSplit.Compose(Some.Labelled(0, ("i", 10), ("ii", 10)), 0.2, 1, new HashSet<string> { Some.Id(3), Some.Id(15), Some.Id(99) }, "round 1");

        Assert.Equal(2, split.HeldOutCount);
        Assert.Equal(18, split.Train.Count + split.Validation.Count);
        Assert.DoesNotContain(split.Train.Concat(split.Validation), sample => sample.SampleId == Some.Id(3) || sample.SampleId == Some.Id(15));
    }

    [Fact]
    public void ClassesOfOneImageStillLeaveSomethingToValidateWith()
    {
        var split = TrainingSplit.Compose(Some.Labelled(0, ("i", 1), ("ii", 1)), 0.1, 1, Some.Nothing, "round 1");

        Assert.Equal((1, 1), (split.Train.Count, split.Validation.Count));
    }

    [Theory]
    [InlineData(0, "no certified image")]
    [InlineData(1, "one certified image")]
    public void TooFewImagesAreRefusedWithWhatToDo(int count, string what)
    {
        var error = Assert.Throws<CurationException>(() => TrainingSplit.Compose(Some.Labelled(0, ("i", count)), 0.1, 1, Some.Nothing, "round 1"));

        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("Certify more images", error.Message, StringComparison.Ordinal);
    }
}

public sealed class WhenClassesAreBalanced
{
    [Fact]
    public void EveryClassIsAsLargeAsTheSmallestAndNothingIsLost()
    {
        var samples = Some.Labelled(0, ("i", 30), ("ii", 12), ("iii", 17), ("iv", 40));

        var balance = ClassBalance.Balance(samples, Some.Classes, 1, "release 1");

        Assert.All(Some.Classes, label => Assert.Equal(12, balance.Balanced.Count(sample => sample.Label == label)));
        Assert.Equal(samples.ToHashSet(), balance.Balanced.Concat(balance.Surplus).ToHashSet());
        Assert.Equal(samples.Count, balance.Balanced.Count + balance.Surplus.Count);
    }

    [Fact]
    public void AnotherSeedKeepsOthers()
    {
        var samples = Some.Labelled(0, ("i", 30), ("ii", 12), ("iii", 17), ("iv", 40));

        Assert.Equal(
            Some.Json(ClassBalance.Balance(samples, Some.Classes, 1, "release 1")),
            Some.Json(ClassBalance.Balance([.. samples.Reverse()], Some.Classes, 1, "release 1")));
        Assert.NotEqual(
            Some.Json(ClassBalance.Balance(samples, Some.Classes, 1, "release 1")),
            Some.Json(ClassBalance.Balance(samples, Some.Classes, 2, "release 1")));
    }

    [Fact]
    public void AClassWithOneImageIsRefusedByName()
    {
        var error = Assert.Throws<CurationException>(
            () => ClassBalance.Balance(Some.Labelled(0, ("i", 30), ("ii", 1), ("iv", 5)), Some.Classes, 1, "release 4"));

        Assert.StartsWith("release 4: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("class 'ii' has 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("class 'iii' has 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("certify more images", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingCertifiedIsRefused() =>
        Assert.Contains(
            "no certified image",
            Assert.Throws<CurationException>(() => ClassBalance.Balance([], Some.Classes, 1, "release 1")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void ALabelThatIsNoClassIsRefusedByName() =>
        Assert.Contains(
            "'xi'",
            Assert.Throws<CurationException>(() => ClassBalance.Balance(Some.Labelled(0, ("xi", 3)), Some.Classes, 1, "release 1")).Message,
            StringComparison.Ordinal);
}

public sealed class WhenImagesLookAlike
{
    [Fact]
    public void EqualHashesAreOneGroupAndOthersStandAlone()
    {
        Sample[] samples = [Some.Sample(1, hash: "aa"), Some.Sample(2, hash: "aa"), Some.Sample(3, hash: "bb"), Some.Sample(4)];

        var groups = DuplicateGroups.Of(samples, samples.ToDictionary(sample => sample.SampleId, _ => "i"));

        Assert.Equal(new HashSet<string> { Some.Id(1), Some.Id(2) }, groups.Keys.ToHashSet());
        Assert.Single(groups.Values.Distinct());
    }

    [Fact]
    public void AHashThatCoversMuchOfAClassSaysNothing()
    {
        Sample[] samples =
        [
            .. Enumerable.Range(0, 6).Select(number => Some.Sample(number, hash: "blank")),
            .. Enumerable.Range(6, 4).Select(number => Some.Sample(number, hash: "twin")),
            .. Enumerable.Range(10, 90).Select(number => Some.Sample(number)),
        ];

        var groups = DuplicateGroups.Of(samples, samples.ToDictionary(sample => sample.SampleId, _ => "i"));

        Assert.Equal(Enumerable.Range(6, 4).Select(Some.Id).ToHashSet(), groups.Keys.ToHashSet());
    }
}

public sealed class WhenRankingsFindNearDuplicates
{
    [Fact]
    public void PairsBecomeGroupsOfTheSmallestIdInWhateverOrderTheyCome()
    {
        var samples = Enumerable.Range(0, 6).Select(number => Some.Sample(number)).ToDictionary(sample => sample.SampleId);
        NearPair[] pairs = [Pair(0, 1), Pair(2, 3), Pair(1, 2), Pair(4, 99)];

        var joined = NearGroups.Join(samples, pairs);
        var inTwoSteps = NearGroups.Join(NearGroups.Join(samples, pairs[1..2]), [pairs[2], pairs[0]]);

        var smallest = Enumerable.Range(0, 4).Select(Some.Id).Min(StringComparer.Ordinal);
        Assert.All(Enumerable.Range(0, 4), number => Assert.Equal((smallest, smallest), (joined[Some.Id(number)].NearGroup, inTwoSteps[Some.Id(number)].NearGroup)));
        Assert.All(new[] { 4, 5 }, number => Assert.Same(samples[Some.Id(number)], joined[Some.Id(number)]));
        Assert.Same(joined[Some.Id(0)], NearGroups.Join(joined, pairs)[Some.Id(0)]);
    }

    [Fact]
    public void TheyAreOneGroupWithThoseOfEqualHash()
    {
        Sample[] samples =
        [
            Some.Sample(1, hash: "aa"), Some.Sample(2, hash: "aa") with { NearGroup = "g" }, Some.Sample(3, hash: "bb") with { NearGroup = "g" }, Some.Sample(4, hash: "cc"),
        ];

        var groups = DuplicateGroups.Of(samples, samples.ToDictionary(sample => sample.SampleId, _ => "i"));

        Assert.Equal(new HashSet<string> { Some.Id(1), Some.Id(2), Some.Id(3) }, groups.Keys.ToHashSet());
        Assert.Equal(groups.Keys.Min(StringComparer.Ordinal), Assert.Single(groups.Values.Distinct()));
    }

    [Fact]
    public void TheyStayOnOneSideOfARoundsTraining()
    {
        var samples = Some.Labelled(0, ("i", 20), ("ii", 20));
        var groups = Enumerable.Range(0, 40).ToDictionary(Some.Id, number => $"{number / 2}");

        var split = TrainingSplit.Compose(samples, 0.2, 1, Some.Nothing, "round 1", groups);

        Assert.Equal(8, split.Validation.Count);
        Assert.Empty(split.Train.Select(sample => groups[sample.SampleId]).Intersect(split.Validation.Select(sample => groups[sample.SampleId])));
    }

    [Fact]
    public void WhereAllLookAlikeSomeValidateStill()
    {
        var samples = Some.Labelled(0, ("i", 10));

        var split = TrainingSplit.Compose(samples, 0.2, 1, Some.Nothing, "round 1", samples.ToDictionary(sample => sample.SampleId, _ => "g"));

        Assert.Equal(2, split.Validation.Count);
    }

    private static NearPair Pair(int first, int second) => new() { First = Some.Id(first), Second = Some.Id(second), Likeness = 1 };
}

public sealed class WhenFoldsAndTestSetsAreDrawn
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void GroupsAreNeverSplitAndNothingIsLost(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var samples = Some.Labelled(0, [.. Some.Classes.Select(label => (label, random.NextBelow(40) + 10))]);
        var groups = RandomGroups(random, samples);
        var foldCount = random.NextBelow(7) + 2;

        var folds = StratifiedFolds.Split(samples, groups, foldCount, (ulong)seed);
        var (test, others) = TestSelection.Select(samples, groups, 0.2, (ulong)seed);
        var validation = TestSelection.SelectValidation(samples, groups, samples.Count / 3, (ulong)seed);

        AssertPartition(samples, groups, [.. folds]);
        AssertPartition(samples, groups, test, others);
        AssertPartition(samples, groups, validation.Train, validation.Validation);
        Assert.All(folds, Assert.NotEmpty);
        var largestGroup = groups.GroupBy(pair => pair.Value).Select(group => group.Count()).DefaultIfEmpty(1).Max();
        Assert.InRange(folds.Max(fold => fold.Count) - folds.Min(fold => fold.Count), 0, (largestGroup * 2) + Some.Classes.Count);
        Assert.All(Some.Classes, label =>
        {
            var size = samples.Count(sample => sample.Label == label);
            Assert.InRange(test.Count(sample => sample.Label == label), 0, (int)Math.Ceiling(size * 0.2));
            Assert.InRange(validation.Validation.Count(sample => sample.Label == label), 1, size / 2);
        });
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void WithoutGroupsTheFoldsDifferByOneOfEachClass(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var samples = Some.Labelled(0, [.. Some.Classes.Select(label => (label, random.NextBelow(50) + 3))]);
        var foldCount = random.NextBelow(7) + 2;

        var folds = StratifiedFolds.Split(samples, Some.NoGroups, foldCount, (ulong)seed);

        Assert.InRange(folds.Max(fold => fold.Count) - folds.Min(fold => fold.Count), 0, 1);
        Assert.All(Some.Classes, label =>
        {
            var counts = folds.Select(fold => fold.Count(sample => sample.Label == label)).ToList();
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        });
    }

    [Fact]
    public void TheOrderOfTheSamplesMakesNoDifference()
    {
        var samples = Some.Labelled(0, ("i", 20), ("ii", 20));

        Assert.Equal(
            Some.Json(StratifiedFolds.Split(samples, Some.NoGroups, 4, 1)),
            Some.Json(StratifiedFolds.Split([.. samples.Reverse()], Some.NoGroups, 4, 1)));
    }

    [Fact]
    public void MoreFoldsThanImagesAreRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StratifiedFolds.Split(Some.Labelled(0, ("i", 3)), Some.NoGroups, 4, 1));

    [Fact]
    public void WithoutGroupsTheValidationSetHasTheWantedSizeExactly()
    {
        var split = TestSelection.SelectValidation(Some.Labelled(0, [.. Some.Classes.Select(label => (label, 187))]), Some.NoGroups, 200, 1);

        Assert.All(Some.Classes, label => Assert.Equal(50, split.Validation.Count(sample => sample.Label == label)));
    }

    private static Dictionary<string, string> RandomGroups(SeededRandom random, IReadOnlyList<LabelledSample> samples)
    {
        var groups = new Dictionary<string, string>();
        foreach (var sample in samples.Where(_ => random.NextBelow(3) == 0))
        {
            groups[sample.SampleId] = $"group {random.NextBelow(samples.Count / 4)}";
        }

        return groups;
    }

    private static void AssertPartition(
        IReadOnlyList<LabelledSample> whole, IReadOnlyDictionary<string, string> groups, params IReadOnlyList<LabelledSample>[] parts)
    {
        Assert.Equal(whole.Count, parts.Sum(part => part.Count));
        Assert.Equal(whole.ToHashSet(), parts.SelectMany(part => part).ToHashSet());
        foreach (var group in groups.GroupBy(pair => pair.Value, pair => pair.Key))
        {
            Assert.Single(parts, part => part.Any(sample => group.Contains(sample.SampleId)));
        }
    }
}
