using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenSurplusIsChosen
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 150)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void EveryImageIsInOneOfBothSetsAndSurplusReturnsFirst(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var policy = SurplusPolicies.All[random.NextBelow(2)];
        var before = RandomDataset(random, first: 0);
        var last = Balance(before, policy, BalanceHistory.None, seed, random);
        var history = new BalanceHistory
        {
            Balanced = Ids(last.Balanced),
            Surplus = Ids(last.Surplus),
            El2n = before.Where(_ => random.NextBelow(2) == 0).ToDictionary(sample => sample.SampleId, _ => random.NextBelow(100) / 100.0),
        };

        // Some were decided otherwise since, and new ones arrived.
        IReadOnlyList<LabelledSample> now = [.. before.Where(_ => random.NextBelow(10) > 0), .. RandomDataset(random, first: 1000)];
        var balance = Balance(now, policy, history, seed, random);

        Assert.Equal(now.Count, balance.Balanced.Count + balance.Surplus.Count);
        Assert.Equal(Ids(now), Ids([.. balance.Balanced, .. balance.Surplus]));
        var smallest = now.GroupBy(sample => sample.Label).Min(ofClass => ofClass.Count());
        foreach (var label in Some.Classes)
        {
            var kept = balance.Balanced.Where(sample => sample.Label == label).ToList();
            Assert.Equal(smallest, kept.Count);
            var spared = balance.Surplus.Where(sample => sample.Label == label).ToList();
            Assert.True(
                kept.Max(sample => Standing(sample, history)) <= spared.Select(sample => Standing(sample, history)).DefaultIfEmpty(2).Min(),
                "an image was added while an earlier one lay in surplus");
        }

        var moved = balance.Moves.ToDictionary(move => move.Sample.SampleId);
        Assert.All(now, sample =>
        {
            var isSurplus = balance.Surplus.Contains(sample);
            var wasSurplus = history.Surplus.Contains(sample.SampleId);
            Assert.Equal(isSurplus != wasSurplus && (isSurplus || wasSurplus), moved.ContainsKey(sample.SampleId));
        });
        Assert.All(balance.Moves, move =>
        {
            Assert.NotEqual(move.From, move.To);
            Assert.NotEmpty(move.Why);
        });
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void BalancingWhatIsBalancedMovesNothing(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var samples = RandomDataset(random, first: 0);
        var policy = SurplusPolicies.All[seed % 2];
        var groups = RandomGroups(random, samples);
        var first = ClassBalance.Balance(samples, Some.Classes, (ulong)seed, "release 1", policy, groups);

        var again = ClassBalance.Balance(
            samples, Some.Classes, (ulong)seed + 1, "release 2", policy, groups, new BalanceHistory { Balanced = Ids(first.Balanced), Surplus = Ids(first.Surplus) });

        Assert.Equal(first.Balanced, again.Balanced);
        Assert.Empty(again.Moves);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TheMostRedundantGoFirst(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var samples = RandomDataset(random, first: 0);
        var groups = RandomGroups(random, samples);
        var history = new BalanceHistory { El2n = samples.ToDictionary(sample => sample.SampleId, _ => random.NextBelow(100) / 100.0) };

        var balance = ClassBalance.Balance(samples, Some.Classes, (ulong)seed, "release 1", SurplusPolicies.Redundant, groups, history);

        foreach (var label in Some.Classes)
        {
            // While one that looks like a kept one is kept, nothing that stands alone is surplus.
            var kept = balance.Balanced.Where(sample => sample.Label == label).ToList();
            var spared = balance.Surplus.Where(sample => sample.Label == label).ToList();
            var groupsKept = kept.GroupBy(GroupOf).ToDictionary(alike => alike.Key, alike => alike.Count());
            if (groupsKept.Values.Any(count => count > 1))
            {
                Assert.All(spared, sample => Assert.True(groupsKept.ContainsKey(GroupOf(sample))));
            }

            // Of those that look alike, and of those that stand alone, the hardest stay.
            Assert.All(spared.Where(sample => groupsKept.ContainsKey(GroupOf(sample))), sample => Assert.True(
                kept.Where(one => GroupOf(one) == GroupOf(sample)).Min(El2n) >= El2n(sample)));
            Assert.All(spared.Where(sample => !groups.ContainsKey(sample.SampleId)), sample => Assert.All(
                kept.Where(one => !groups.ContainsKey(one.SampleId)), one => Assert.True(El2n(one) >= El2n(sample))));
        }

        string GroupOf(LabelledSample sample) => groups.GetValueOrDefault(sample.SampleId, sample.SampleId);
        double El2n(LabelledSample sample) => history.El2n[sample.SampleId];
    }

    [Fact]
    public void WhyIsSaidInWords()
    {
        var samples = Some.Labelled(0, ("i", 4), ("ii", 2));
        var groups = samples.Take(2).ToDictionary(sample => sample.SampleId, _ => "00ff");
        var history = new BalanceHistory
        {
            Surplus = new HashSet<string> { samples[4].SampleId },
            El2n = new Dictionary<string, double> { [samples[2].SampleId] = 0.5, [samples[3].SampleId] = 0.25, [samples[0].SampleId] = 0.75 },
        };

        string[] drawn = [.. ClassBalance.Balance(samples, ["i", "ii"], 1, "release 1").Moves.Select(move => move.Why)];
        var chosen = ClassBalance.Balance(samples, ["i", "ii"], 1, "release 2", SurplusPolicies.Redundant, groups, history).Moves;

        Assert.Equal(Enumerable.Repeat("class 'i' has 4 and the smallest, 'ii', has 2: the seed drew others", 2), drawn);
        Assert.Equal(
            [
                (0, 0, ""),
                (1, 2, "class 'i' has 4 and the smallest, 'ii', has 2: it looks like 1 that is kept"),
                (2, 0, ""),
                (3, 2, "class 'i' has 4 and the smallest, 'ii', has 2: its EL2N of 0.25 is lower than that of those that are kept, or equal and the seed drew others"),
                (4, 1, "class 'ii' may have 2 now, and surplus returns first"),
                (5, 0, ""),
            ],
            samples.Select((sample, number) => chosen.FirstOrDefault(move => move.Sample == sample) is { } move ? (number, (int)move.To, move.Why) : (number, 0, "")));
    }

    [Fact]
    public void WhatAGeneratorPaintedIsNotBalanced()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 40).Select(number => Some.Sample(number, Some.Classes[number % 4], SampleStatus.Certified))];
        samples.AddRange(Enumerable.Range(100, 8).Select(number => Some.Sample(number, Some.Classes[number % 4], SampleStatus.Certified) with { Origin = SampleOrigin.Synthesized }));

        var release = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, new CurationSettings { Classes = Some.Classes }, null);

        Assert.Empty(release.Train.Concat(release.Validation).Concat(release.Test).Concat(release.Surplus)
            .Select(sample => sample.SampleId).Intersect(Enumerable.Range(100, 8).Select(Some.Id)));
    }

    private static BalancedSamples Balance(IReadOnlyList<LabelledSample> samples, string policy, BalanceHistory history, int seed, SeededRandom random) =>
        ClassBalance.Balance(samples, Some.Classes, (ulong)seed, "release", policy, RandomGroups(random, samples), history);

    private static int Standing(LabelledSample sample, BalanceHistory history) =>
        history.Balanced.Contains(sample.SampleId) ? 0 : history.Surplus.Contains(sample.SampleId) ? 1 : 2;

    private static HashSet<string> Ids(IReadOnlyList<LabelledSample> samples) => [.. samples.Select(sample => sample.SampleId)];

    private static IReadOnlyList<LabelledSample> RandomDataset(SeededRandom random, int first) =>
        Some.Labelled(first, [.. Some.Classes.Select(label => (label, random.NextBelow(30) + 4))]);

    private static Dictionary<string, string> RandomGroups(SeededRandom random, IReadOnlyList<LabelledSample> samples) => samples
        .Where(_ => random.NextBelow(3) == 0)
        .ToDictionary(sample => sample.SampleId, sample => $"{sample.Label} {random.NextBelow(4)}");
}
