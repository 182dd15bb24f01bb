using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenPruningIsCounted
{
    private static readonly int[,] Joint = { { 2, 4, 2 }, { 0, 7, 0 }, { 1, 0, 9 } };

    [Fact]
    public void ByDefaultTheJointItselfIsPruned() => Assert.Equal(Joint, PruneCounts.Of(Joint, new LabelIssueOptions()));

    [Fact]
    public void WhatMustStayIsTakenEvenlyFromTheNoiseAndFractionsAreCutOff()
    {
        // Label 0 keeps 5 instead of 2: each of its two noise counts gives 1.5.
        var prune = PruneCounts.Of(Joint, new LabelIssueOptions { LeastPerClass = 5 });

        Assert.Equal(new[,] { { 5, 2, 0 }, { 0, 7, 0 }, { 1, 0, 9 } }, prune);
    }

    [Fact]
    public void WhatIsSparedOfTheNoiseStays()
    {
        var prune = PruneCounts.Of(Joint, new LabelIssueOptions { NoiseShare = 0.5 });

        Assert.Equal(new[,] { { 5, 2, 1 }, { 0, 7, 0 }, { 0, 0, 9 } }, prune);
    }
}
