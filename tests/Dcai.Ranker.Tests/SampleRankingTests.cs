using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Ranker.Tests;

public sealed class WhenLogitsBecomeARanking
{
    private static readonly string[] Classes = ["i", "ii", "iii"];

    // Both rows: probabilities 0.7, 0.2 and 0.1, for other classes.
    private static readonly float[] Logits =
    [
        MathF.Log(0.7f), MathF.Log(0.2f), MathF.Log(0.1f),
        MathF.Log(0.1f), MathF.Log(0.7f), MathF.Log(0.2f),
    ];

    [Theory]
    [InlineData(0.7, 0.1, "i")]
    [InlineData(0.2, 0.7, "ii")]
    [InlineData(0.7, 0.7, "i", "ii")]
    [InlineData(0.7, 0.7, "ii", "i")]
    [InlineData(0.2, 0.7, "ii", "iii")]
    [InlineData(0.1, 0.2, "askew", "iii")]
    public void TheGivenLabelThatFitsBestDecides(double first, double second, params string[] labels)
    {
        var ranking = Rank(Given(labels), Given(labels));

        Assert.Equal(-Math.Log(first), ranking[0].Loss, 1e-6);
        Assert.Equal(-Math.Log(second), ranking[1].Loss, 1e-6);
    }

    [Fact]
    public void WithoutALabelTheEntropyOfThePredictionDecides()
    {
        var ranking = Rank(Given(), Given());

        var entropy = -((0.7 * Math.Log(0.7)) + (0.2 * Math.Log(0.2)) + (0.1 * Math.Log(0.1)));
        Assert.All(ranking, sample => Assert.Equal(entropy, sample.Loss, 1e-6));
    }

    [Fact]
    public void TheLikeliestClassIsSuggestedWithItsProbability()
    {
        var ranking = Rank(Given("iii"), Given("iii"));

        Assert.Equal(["i", "ii"], ranking.Select(sample => sample.SuggestedLabel));
        Assert.All(ranking, sample => Assert.Equal(0.7, sample.Confidence, 1e-6));
    }

    [Theory]
    [InlineData("loss", false)]
    [InlineData("normalized-margin", true)]
    public void ProbabilitiesAreKeptOnlyWhereTheScoreNeedsThem(string score, bool kept) =>
        Assert.All(Rank(score, Given("i"), Given("ii")), sample => Assert.Equal(kept, sample.Probabilities is not null));

    [Fact]
    public void MembersThatLearnedASampleHaveNoSay()
    {
        float[] sure = [9, 0, 0, 0, 9, 0];
        float[] mistaken = [0, 0, 9, 0, 0, 9];

        var (logits, bald) = MemberView.Join([new(sure, [true, true]), new(mistaken, [false, true])], 3);

        var probabilities = Learning.Probabilities.Softmax(logits, 3);
        Assert.InRange(probabilities[0], 0.99f, 1f);
        Assert.InRange(probabilities[4], 0.49f, 0.5f);
        Assert.InRange(probabilities[5], 0.49f, 0.5f);
        Assert.Equal(0, bald[0], 1e-6);
        Assert.InRange(bald[1], 0.6, Math.Log(2));
    }

    private static IReadOnlyList<RankedSample> Rank(params Sample[] samples) => Rank(RankingScores.Loss, samples);

    private static IReadOnlyList<RankedSample> Rank(string score, params Sample[] samples) => SampleRanking.Rows(
        samples,
        new PoolMeasurement { Logits = Logits, Bald = new double[samples.Length] },
        new Dictionary<string, SampleDynamics>(),
        new CurationSettings { Classes = Classes, Ranking = new RankingPolicy { Score = score } });

    private static Sample Given(params string[] labels) => new()
    {
        SampleId = new string('a', 64),
        MediaType = "image/png",
        SizeBytes = 1,
        Width = 1,
        Height = 1,
        Status = SampleStatus.Uncertified,
        Origin = SampleOrigin.Ingested,
        GivenLabels = labels,
        Conflict = labels.Length > 1,
        Provenance = [],
        ArrivedIn = 1,
    };
}
