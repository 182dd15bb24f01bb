using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenATrailIsFoldedBatchByBatch
{
    private static readonly Review Asked = Some.Review("r", 1, ReviewPurpose.Round, 1, Some.Item("a", given: "i"), Some.Item("b", given: "i"), Some.Item("c", given: "i"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void ItSaysWhatTheWholeTrailSays(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var tally = new ReviewTally(Asked);
        var batches = new List<DecisionBatch>();
        var ids = new List<string>();
        for (var number = 0; number < 60; number++)
        {
            var sample = new[] { "a", "b", "c", "stranger" }[random.NextBelow(4)];
            string[] superseded = [.. ids.Where(_ => random.NextBelow(4) == 0)];
            // Now and then an id comes twice.
            var id = random.NextBelow(8) == 0 && ids.Count > 0 ? ids[random.NextBelow(ids.Count)] : $"d{number.ToString(CultureInfo.InvariantCulture)}";
            ids.Add(id);
            var decision = random.NextBelow(3) switch
            {
                0 => Some.Remove(id, sample, "junk", superseded),
                1 => Some.Certify(id, sample, "i", superseded),
                _ => Some.Certify(id, sample, "ii", superseded),
            };
            batches.Add(Some.Batch(Some.Id(number), "r", decision));

            Assert.True(tally.Add(batches[^1]));
            Assert.False(tally.Add(batches[^1]));

            var whole = DecisionTrail.Examine(Asked, batches);
            var heads = DecisionTrail.Heads(batches);
            Assert.Equal(whole.Settled.Count, tally.SettledCount);
            Assert.Equal(whole.IsComplete, tally.IsComplete);
            foreach (var item in new[] { "a", "b", "c" })
            {
                var expected = whole.Settled.ContainsKey(item) ? ItemStanding.Settled : whole.Disputed.Contains(item) ? ItemStanding.Disputed : ItemStanding.Undecided;
                Assert.Equal(expected, tally.StandingOf(item));
                Assert.Equal(heads.GetValueOrDefault(item) ?? [], tally.Heads(item));
            }
        }
    }
}

public sealed class WhenTwoReviewersAreAsked
{
    private static readonly Review Asked = Some.Review("r", 1, ReviewPurpose.Round, 1, Some.Item("a", given: "i"));

    [Fact]
    public void OneIsNotEnoughAndTwoThatAgreeAre()
    {
        var tally = Tally(By("ada", Some.Certify("x", "a", "i")));
        Assert.Equal((ItemStanding.Undecided, 1), (tally.StandingOf("a"), tally.Places("a")));
        Assert.False(tally.WaitsFor("a", "ada", []));
        Assert.True(tally.WaitsFor("a", "eve", []));

        tally.Add(By("eve", Some.Certify("y", "a", "i")));

        Assert.Equal((ItemStanding.Settled, 0, true), (tally.StandingOf("a"), tally.Places("a"), tally.IsComplete));
    }

    [Fact]
    public void TheSameReviewerTwiceIsOne()
    {
        var tally = Tally(By("ada", Some.Certify("x", "a", "i")), By("ada", Some.Certify("y", "a", "i"), "2"));

        Assert.Equal(ItemStanding.Undecided, tally.StandingOf("a"));
    }

    [Fact]
    public void ADisputeGoesToAnAdjudicatorWhoWasNoPartOfItWhateverTheClocksSay()
    {
        var tally = Tally(
            By("ada", Some.Certify("x", "a", "i")) with { SubmittedAt = DateTimeOffset.UnixEpoch.AddYears(50) }, By("eve", Some.Certify("y", "a", "ii")));

        Assert.Equal((ItemStanding.Disputed, 1), (tally.StandingOf("a"), tally.Places("a")));
        Assert.False(tally.WaitsFor("a", "ada", []));
        Assert.False(tally.WaitsFor("a", "ada", ["ada"]));
        Assert.True(tally.WaitsFor("a", "kim", []));
        Assert.False(tally.WaitsFor("a", "kim", ["joe"]));
        Assert.True(tally.WaitsFor("a", "joe", ["joe"]));

        tally.Add(By("joe", Some.Remove("z", "a", "junk", "x", "y")));

        Assert.Equal(ItemStanding.Settled, tally.StandingOf("a"));
    }

    [Fact]
    public void AnAdjudicatorMayThinkAgain()
    {
        var tally = Tally(
            By("ada", Some.Certify("x", "a", "i")), By("eve", Some.Certify("y", "a", "ii")),
            By("joe", Some.Remove("z", "a", "junk", "x", "y")), By("joe", Some.Certify("w", "a", "ii", "z"), "2"));

        Assert.Equal(ItemStanding.Settled, tally.StandingOf("a"));
    }

    [Fact]
    public void WhoGivesInEndsTheDispute()
    {
        var tally = Tally(By("ada", Some.Certify("x", "a", "i")), By("eve", Some.Certify("y", "a", "ii")), By("eve", Some.Certify("z", "a", "i", "y"), "2"));

        Assert.Equal(ItemStanding.Settled, tally.StandingOf("a"));
    }

    [Fact]
    public void AskingForMoreOpensWhatWasSettledAndForFewerSettlesIt()
    {
        var tally = Tally(By("ada", Some.Certify("x", "a", "i")));

        tally.Ask(1);
        Assert.True(tally.IsComplete);
        tally.Ask(3);
        Assert.False(tally.IsComplete);
        Assert.Equal(2, tally.Places("a"));
    }

    private static DecisionBatch By(string reviewer, Decision decision, string batch = "1") => Some.Batch(reviewer + batch, "r", decision) with { Reviewer = reviewer };

    private static ReviewTally Tally(params DecisionBatch[] batches)
    {
        var tally = new ReviewTally(Asked);
        tally.Ask(2);
        foreach (var batch in batches)
        {
            tally.Add(batch);
        }

        return tally;
    }
}
