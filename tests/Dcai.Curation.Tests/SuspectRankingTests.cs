using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenAPoolIsRanked
{
    private static readonly string[] Classes = ["i", "ii"];

    [Fact]
    public void ThePapersRuleIsTheLoss()
    {
        var suspects = Rank(new RankingPolicy(), Row(1, loss: 0.5), Row(2, loss: double.NaN), Row(3, loss: 0.1));

        Assert.Equal([Some.Id(3), Some.Id(1), Some.Id(2)], suspects.Select(suspect => suspect.Sample.SampleId));
        Assert.Equal([0.1, 0.5, double.PositiveInfinity], suspects.Select(suspect => suspect.Suspicion));
    }

    public static TheoryData<string> Scores => [.. RankingScores.All.Where(score => score != RankingScores.Loss)];

    [Theory]
    [MemberData(nameof(Scores))]
    public void EveryScorePutsTheWrongLabelLast(string score)
    {
        var right = Row(1, loss: 0.1, probability: 0.9) with
        {
            NeighbourDistance = 0.1,
            NeighbourAgreement = 1,
            Dynamics = Dynamics(margin: 5, forgotten: 0, never: false, el2n: 0.1),
        };
        var doubtful = Row(2, loss: 0.9, probability: 0.4) with
        {
            NeighbourDistance = 0.3,
            NeighbourAgreement = 0.6,
            Dynamics = Dynamics(margin: 1, forgotten: 2, never: false, el2n: 0.6),
        };
        var wrong = Row(3, loss: 3, probability: 0.05) with
        {
            NeighbourDistance = 0.8,
            NeighbourAgreement = 0.1,
            Dynamics = Dynamics(margin: -2, forgotten: 0, never: true, el2n: 1.3),
        };

        var suspects = Rank(new RankingPolicy { Score = score, NeighbourCount = 3 }, wrong, right, doubtful);

        Assert.Equal([Some.Id(1), Some.Id(2), Some.Id(3)], suspects.Select(suspect => suspect.Sample.SampleId));
        Assert.All(suspects, suspect => Assert.InRange(suspect.Suspicion, 0, 1));
    }

    public static TheoryData<string> Functions => [.. AcquisitionFunctions.All];

    [Theory]
    [MemberData(nameof(Functions))]
    public void EveryAcquisitionFunctionPutsTheMostTellingLast(string function)
    {
        var sure = Row(1, loss: 0.1, probability: 0.95) with { Bald = 0, CoresetRank = 2 };
        var torn = Row(2, loss: 0.69, probability: 0.51) with { Bald = 0.3, CoresetRank = 0 };
        var samples = new[] { Some.Sample(1, given: null), Some.Sample(2, given: null) }.ToDictionary(sample => sample.SampleId);

        var suspects = SuspectRanking.Of([torn, sure], samples, new RankingPolicy { Acquisition = function }, Classes);

        Assert.Equal([Some.Id(1), Some.Id(2)], suspects.Select(suspect => suspect.Sample.SampleId));
    }

    [Fact]
    public void WhoLacksWhatTheScoreNeedsStandsWhereItsLossPutsIt()
    {
        var suspects = Rank(
            new RankingPolicy { Score = RankingScores.AreaUnderMargin },
            Row(1, loss: 0.1) with { Dynamics = Dynamics(margin: 5, forgotten: 0, never: false, el2n: 0) },
            Row(2, loss: 2) with { Dynamics = Dynamics(margin: -5, forgotten: 0, never: true, el2n: 1) },
            Row(3, loss: 9));

        Assert.Equal([Some.Id(1), Some.Id(2), Some.Id(3)], suspects.Select(suspect => suspect.Sample.SampleId));
    }

    [Fact]
    public void OneStrongSignIsEnoughForTheCombination()
    {
        var rows = Enumerable.Range(10, 40)
            .Select(number => Row(number, loss: 0.1) with { NeighbourDistance = 0.1, Dynamics = Dynamics(margin: 5, forgotten: 0, never: false, el2n: 0) })
            .ToList();
        rows[7] = rows[7] with { Dynamics = Dynamics(margin: -4, forgotten: 0, never: true, el2n: 1) };
        rows[8] = rows[8] with { NeighbourDistance = 3 };

        var suspects = Rank(new RankingPolicy { Score = RankingScores.Combined, NeighbourCount = 3 }, [.. rows]);

        Assert.Equal([Some.Id(18), Some.Id(17)], suspects.TakeLast(2).Select(suspect => suspect.Sample.SampleId));
    }

    [Fact]
    public void TheReasonNamesWhatSpeaksAgainstIt()
    {
        var rows = Enumerable.Range(10, 40).Select(number => Row(number, loss: 0.1) with { NeighbourDistance = 0.1 }).ToList();
        rows.Add(Row(1, loss: 2.5, probability: 0.08, suggested: "ii") with
        {
            NeighbourDistance = 0.9,
            NeighbourAgreement = 0.12,
            Dynamics = Dynamics(margin: -2, forgotten: 0, never: true, el2n: 1),
        });

        var reason = Rank(new RankingPolicy { Score = RankingScores.Combined }, [.. rows])[^1].Reason;

        Assert.Contains("Labelled i; the model sees ii (0.92), loss 2.50", reason, StringComparison.Ordinal);
        Assert.Contains("no model took this label", reason, StringComparison.Ordinal);
        Assert.Contains("12 % of what looks like it", reason, StringComparison.Ordinal);
        Assert.Contains("further away than 98 % of the pool", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnusualPictureComesBeforeAllOthersExceptByThePapersRule()
    {
        var samples = Enumerable.Range(1, 3).Select(number => Some.Sample(number)).ToDictionary(sample => sample.SampleId);
        samples[Some.Id(2)] = samples[Some.Id(2)] with { Issues = [ImageIssue.Dark, ImageIssue.Blurred] };
        RankedSample[] rows = [Row(1, loss: 0.1), Row(2, loss: 0.2), Row(3, loss: 5)];

        var suspects = SuspectRanking.Of(rows, samples, new RankingPolicy { Score = RankingScores.SelfConfidence }, Classes);
        var byLoss = SuspectRanking.Of(rows, samples, new RankingPolicy(), Classes);

        Assert.Equal([Some.Id(1), Some.Id(3), Some.Id(2)], suspects.Select(suspect => suspect.Sample.SampleId));
        Assert.Equal([Some.Id(1), Some.Id(2), Some.Id(3)], byLoss.Select(suspect => suspect.Sample.SampleId));
        Assert.EndsWith("; the picture is dark and blurred.", byLoss[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ASampleThatIsRankedTwiceIsRefused() =>
        Assert.Throws<CurationException>(() => Rank(new RankingPolicy(), Row(1, loss: 1), Row(1, loss: 2)));

    [Fact]
    public void AnUnknownScoreIsRefusedByName()
    {
        var exception = Assert.Throws<CurationException>(() => Rank(new RankingPolicy { Score = "guess" }, Row(1, loss: 1)));

        Assert.Contains("'guess'", exception.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Suspect> Rank(RankingPolicy policy, params RankedSample[] rows) =>
        SuspectRanking.Of(
            rows, Enumerable.Range(0, 60).Select(number => Some.Sample(number)).ToDictionary(sample => sample.SampleId), policy, Classes);

    private static RankedSample Row(int number, double loss, double probability = 0.9, string suggested = "i") => new()
    {
        SampleId = Some.Id(number),
        Loss = loss,
        SuggestedLabel = suggested,
        Confidence = Math.Max(probability, 1 - probability),
        Probabilities = [probability, 1 - probability],
    };

    private static SampleDynamics Dynamics(double margin, double forgotten, bool never, double el2n) => new()
    {
        AreaUnderMargin = margin,
        ForgettingEvents = forgotten,
        NeverLearned = never,
        El2n = el2n,
        GraNd = el2n * 3,
    };
}

public sealed class WhenThePoolIsFolded
{
    private static readonly IReadOnlyCollection<Sample> Samples =
        [.. Enumerable.Range(0, 103).Select(number => Some.Sample(number, Some.Classes[number % 4], hash: number < 6 ? "00ff00ff00ff00ff" : null))];

    [Fact]
    public void EverySampleHasOneFoldAndLabelsAreSpreadEvenly()
    {
        var folds = PoolFolds.Assign(Samples, Some.Classes, Some.Nothing, 5, seed: 1);

        Assert.Equal(Samples.Select(sample => sample.SampleId).Order(StringComparer.Ordinal), folds.Select(sample => sample.SampleId));
        Assert.All(Some.Classes, label =>
        {
            var counts = folds.Where(sample => sample.Label == label).CountBy(sample => sample.Fold).Select(pair => pair.Value).ToList();
            Assert.Equal(5, counts.Count);
            Assert.InRange(counts.Max() - counts.Min(), 0, 3);
        });
    }

    [Fact]
    public void ImagesThatLookAlikeShareAFold()
    {
        var alike = Samples.Where(sample => sample.PerceptualHash is not null).Select(sample => sample.SampleId).ToHashSet();

        Assert.Single(PoolFolds.Assign(Samples, Some.Classes, Some.Nothing, 5, seed: 1).Where(sample => alike.Contains(sample.SampleId)).Select(sample => sample.Fold).Distinct());
    }

    [Fact]
    public void ASampleKeepsItsFoldWhenOthersAreDecided()
    {
        var before = PoolFolds.Assign(Samples, Some.Classes, Some.Nothing, 5, seed: 1).ToDictionary(sample => sample.SampleId, sample => sample.Fold);
        var later = Samples.Select((sample, index) => index % 3 == 0 ? sample with { Status = SampleStatus.Certified, CertifiedLabel = "i" } : sample).ToList();

        var after = PoolFolds.Assign(later, Some.Classes, Some.Nothing, 5, seed: 1);

        Assert.Equal(later.Count(sample => sample.Status == SampleStatus.Uncertified), after.Count);
        Assert.All(after, sample => Assert.Equal(before[sample.SampleId], sample.Fold));
    }

    [Fact]
    public void ConflictsUnknownLabelsAndTestImagesStayOut()
    {
        Sample[] samples =
        [
            .. Samples,
            Some.Sample(900) with { GivenLabels = ["i", "ii"], Conflict = true },
            Some.Sample(901, "xii"),
            Some.Sample(902, given: null),
        ];

        var folds = PoolFolds.Assign(samples, Some.Classes, new HashSet<string> { Some.Id(7) }, 5, seed: 1);

        Assert.Equal(Samples.Count - 1, folds.Count);
        Assert.DoesNotContain(folds, sample => sample.SampleId == Some.Id(7));
    }

    [Fact]
    public void OneSampleAloneIsNotFolded() =>
        Assert.Empty(PoolFolds.Assign([Some.Sample(1)], Some.Classes, Some.Nothing, 5, seed: 1));
}
