namespace Dcai.Learning.Tests;

public sealed class WhenMembersAreAveraged
{
    private static readonly float[][] Members = [[0.5f, 0.5f, 1, 0], [0.25f, 0.75f, 0, 1], [0, 1, 0.5f, 0.5f]];

    [Fact]
    public void Every_one_counts_alike() => Assert.Equal([0.25f, 0.75f, 0.5f, 0.5f], Ensemble.Average(Members, 2));

    [Fact]
    public void Those_that_learned_from_a_sample_are_left_out() =>
        Assert.Equal([0.375f, 0.625f, 0.5f, 0.5f], Ensemble.Average(Members, 2, [[true, false], [true, false], [false, true]]));

    [Fact]
    public void A_sample_without_a_member_is_refused_by_number() =>
        Assert.Contains("sample 1", Assert.Throws<ArgumentException>(() => Ensemble.Average(Members, 2, [[true, false], [true, false], [true, false]])).Message, StringComparison.Ordinal);

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Ensemble.Average([], 2));
        Assert.Throws<ArgumentException>(() => Ensemble.Average([[1, 0], [1]], 1));
        Assert.Throws<ArgumentException>(() => Ensemble.Average(Members, 2, [[true, true]]));
        Assert.Throws<ArgumentException>(() => Ensemble.Average(Members, 3));
    }
}
