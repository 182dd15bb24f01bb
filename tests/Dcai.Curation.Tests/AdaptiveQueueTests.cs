using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenTheQueueAdapts
{
    [Fact]
    public void TheFirstRoundShowsTheMostSuspicious()
    {
        var world = new SimulatedPool(seed: 1, count: 400, errors: 40);

        var selection = world.Select(round: 1);

        Assert.Equal(SimulatedPool.PerRound, selection.Items.Count);
        Assert.Null(selection.Bulk);
        Assert.Equal(
            world.Suspects().OrderByDescending(suspect => suspect.Suspicion).Take(SimulatedPool.PerRound).Select(suspect => suspect.Sample.SampleId),
            selection.Items.Where(item => item.End == ReviewEnd.LikelyInvalid).Select(item => item.SampleId));
    }

    [Fact]
    public void ALabelWithoutErrorsAtTheMarginGetsFewerPlaces()
    {
        var world = new SimulatedPool(seed: 2, count: 2000, errors: 300, errorsOnlyIn: "i");
        world.Decide(world.Select(round: 1));

        var places = world.Select(round: 2).Items.CountBy(item => item.GivenLabels[0]).ToDictionary();

        Assert.True(places["i"] > places.Where(pair => pair.Key != "i").Max(pair => pair.Value), string.Join(", ", places));
        Assert.All(Some.Classes, label => Assert.True(places.GetValueOrDefault(label) > 0));
    }

    [Fact]
    public void ASmallPoolIsShownWhole()
    {
        var world = new SimulatedPool(seed: 3, count: SimulatedPool.PerRound, errors: 4);

        Assert.Equal(SimulatedPool.PerRound, world.Select(round: 1).Items.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ErrorsAreFoundWithFarFewerDecisionsThanByRandomOrderAndTheBoundHolds(ulong seed)
    {
        var world = new SimulatedPool(seed, count: 2800, errors: 280);

        var decisions = world.Run();

        Assert.Equal(0, world.Uncertified);
        Assert.InRange(decisions, 1, 2800 * 0.7);
        Assert.True(world.WrongCertificateShare <= SimulatedPool.MostWrong, $"{world.WrongCertificateShare:0.000}");
    }

    [Fact]
    public void ABoundThatCannotBeMetEndsWithPeopleSeeingEverything()
    {
        var world = new SimulatedPool(seed: 4, count: 900, errors: 300, suspicionOfErrors: 0);

        var decisions = world.Run();

        Assert.Equal((0, 900), (world.Uncertified, decisions));
    }

    [Fact]
    public void ClassesThatNobodyCouldLearnYetAreShownFromTheirBestSide()
    {
        var world = new SimulatedPool(seed: 5, count: 400, errors: 40, certifiedPerClass: 0, likelyValid: 20);

        var likelyValid = world.Select(round: 1).Items.Where(item => item.End == ReviewEnd.LikelyValid).ToList();

        Assert.Equal(20, likelyValid.Count);
        Assert.All(likelyValid.CountBy(item => item.GivenLabels[0]), pair => Assert.Equal(5, pair.Value));
    }

    [Fact]
    public void EqualInputsGiveEqualReviews()
    {
        var (one, other) = (new SimulatedPool(seed: 6, count: 1500, errors: 20), new SimulatedPool(seed: 6, count: 1500, errors: 20));

        Assert.Equal(one.Run(), other.Run());
        Assert.Equal(Some.Json(one.Reviews.Select(review => review.Review)), Some.Json(other.Reviews.Select(review => review.Review)));
    }
}
