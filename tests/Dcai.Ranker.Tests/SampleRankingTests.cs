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
        var ranking = SampleRanking.ByLoss([Given(labels), Given(labels)], Logits, Classes);

        Assert.Equal(-Math.Log(first), ranking[0].Loss, 1e-6);
        Assert.Equal(-Math.Log(second), ranking[1].Loss, 1e-6);
    }

    [Fact]
    public void WithoutALabelTheEntropyOfThePredictionDecides()
    {
        var ranking = SampleRanking.ByLoss([Given(), Given()], Logits, Classes);

        var entropy = -((0.7 * Math.Log(0.7)) + (0.2 * Math.Log(0.2)) + (0.1 * Math.Log(0.1)));
        Assert.All(ranking, sample => Assert.Equal(entropy, sample.Loss, 1e-6));
    }

    [Fact]
    public void TheLikeliestClassIsSuggestedWithItsProbability()
    {
        var ranking = SampleRanking.ByLoss([Given("iii"), Given("iii")], Logits, Classes);

        Assert.Equal(["i", "ii"], ranking.Select(sample => sample.SuggestedLabel));
        Assert.All(ranking, sample => Assert.Equal(0.7, sample.Confidence, 1e-6));
    }

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
