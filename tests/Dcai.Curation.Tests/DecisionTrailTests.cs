using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenADecisionTrailIsRead
{
    private static readonly Review Asked = Some.Review("r", 1, ReviewPurpose.Seed, 1, Some.Item("a", given: "i"), Some.Item("b", given: "i"));

    [Fact]
    public void AnItemWithoutADecisionIsUndecided()
    {
        var progress = DecisionTrail.Examine(Asked, [Some.Batch("1", "r", Some.Certify("x", "a", "i"))]);

        Assert.Equal(["b"], progress.Undecided);
        Assert.False(progress.IsComplete);
    }

    [Fact]
    public void OneStandingDecisionForEachItemCompletesIt()
    {
        var progress = DecisionTrail.Examine(
            Asked,
            [
                Some.Batch("1", "r", Some.Certify("x", "a", "i"), Some.Certify("y", "b", "i")),
                Some.Batch("2", "r", Some.Remove("z", "a", "junk", "x")),
            ]);

        Assert.True(progress.IsComplete);
        Assert.Equal("z", progress.Settled["a"].Decision.DecisionId);
        Assert.Equal("reviewer of 2", progress.Settled["a"].Reviewer);
    }

    [Fact]
    public void TwoThatDifferAreDisputedWhateverTheirTimes()
    {
        var early = Some.Batch("1", "r", Some.Certify("x", "a", "i")) with { SubmittedAt = DateTimeOffset.UnixEpoch };
        var late = Some.Batch("2", "r", Some.Certify("y", "a", "ii")) with { SubmittedAt = DateTimeOffset.UnixEpoch.AddDays(1) };

        Assert.Equal(["a"], DecisionTrail.Examine(Asked, [early, late]).Disputed);
    }

    [Fact]
    public void ADecisionThatNamesBothSettlesTheDispute()
    {
        var progress = DecisionTrail.Examine(
            Asked,
            [
                Some.Batch("1", "r", Some.Certify("x", "a", "i")),
                Some.Batch("2", "r", Some.Certify("y", "a", "ii")),
                Some.Batch("3", "r", Some.Certify("z", "a", "ii", "x", "y")),
            ]);

        Assert.Equal("z", progress.Settled["a"].Decision.DecisionId);
    }

    [Fact]
    public void TwoThatAgreeCountAsOneAndReasonsMayDiffer()
    {
        var progress = DecisionTrail.Examine(
            Asked,
            [
                Some.Batch("1", "r", Some.Remove("y", "a", "blurred"), Some.Certify("p", "b", "i")),
                Some.Batch("2", "r", Some.Remove("x", "a", "no numeral"), Some.Certify("q", "b", "i")),
            ]);

        Assert.True(progress.IsComplete);
        Assert.Equal("x", progress.Settled["a"].Decision.DecisionId);
    }

    [Fact]
    public void ACertificationWithoutALabelIsNoDecision()
    {
        var batch = Some.Batch("1", "r", new Decision { DecisionId = "x", SampleId = "a", Verdict = Verdict.Certify });

        Assert.Equal(["a", "b"], DecisionTrail.Examine(Asked, [batch]).Undecided);
    }

    [Fact]
    public void TheSameBatchTwiceIsOnce()
    {
        var batch = Some.Batch("1", "r", Some.Certify("x", "a", "i"), Some.Certify("y", "b", "ii"));

        Assert.True(DecisionTrail.Examine(Asked, [batch, batch]).IsComplete);
    }

    [Fact]
    public void ADecisionOnAnotherSampleReplacesNothing()
    {
        var heads = DecisionTrail.Heads([Some.Batch("1", "r", Some.Certify("x", "a", "i"), Some.Certify("y", "b", "ii", "x"))]);

        Assert.Equal("x", Assert.Single(heads["a"]).Decision.DecisionId);
    }
}
