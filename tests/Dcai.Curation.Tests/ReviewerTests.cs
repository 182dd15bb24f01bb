using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation.Reviewers;

namespace Dcai.Curation.Tests;

public sealed class WhenAgreementIsMeasured
{
    /// <summary>The example of Wikipedia's article on Cohen's kappa: 20 × yes/yes, 5 × yes/no, 10 × no/yes, 15 × no/no, κ = 0.4.</summary>
    [Fact]
    public void TwoPeopleHaveCohensKappa()
    {
        (string, string)[] ratings = [.. Times(20, "yes", "yes"), .. Times(5, "yes", "no"), .. Times(10, "no", "yes"), .. Times(15, "no", "no")];

        Assert.Equal(0.4, Agreement.CohenKappa(ratings)!.Value, 12);
    }

    /// <summary>Two raters of 100 items with the same agreement and other margins: 45, 15, 25, 15 gives 0.1304; 25, 35, 5, 35 gives 0.2593 (same article).</summary>
    [Theory]
    [InlineData(45, 15, 25, 15, 0.1304)]
    [InlineData(25, 35, 5, 35, 0.2593)]
    public void MarginsMatter(int both, int first, int second, int neither, double kappa)
    {
        (string, string)[] ratings = [.. Times(both, "yes", "yes"), .. Times(first, "yes", "no"), .. Times(second, "no", "yes"), .. Times(neither, "no", "no")];

        Assert.Equal(kappa, Agreement.CohenKappa(ratings)!.Value, 4);
    }

    /// <summary>The worked example of Wikipedia's article on Fleiss' kappa: 14 raters, 10 subjects, 5 categories, κ = 0.210.</summary>
    [Fact]
    public void ManyHaveFleiss()
    {
        int[][] counts =
        [
            [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
        ];

        Assert.Equal(0.210, Agreement.FleissKappa(counts)!.Value, 3);
    }

    [Fact]
    public void WhereChanceExplainsEverythingThereIsNone()
    {
        Assert.Null(Agreement.CohenKappa([("a", "a"), ("a", "a")]));
        Assert.Null(Agreement.CohenKappa(Array.Empty<(string, string)>()));
        Assert.Null(Agreement.FleissKappa([[2, 0], [2, 0]]));
        Assert.Equal(1, Agreement.FleissKappa([[2, 0], [0, 2]]));
        Assert.Contains("the first has 2, another 3", Assert.Throws<ArgumentException>(() => Agreement.FleissKappa([[2, 0], [1, 2]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyWordsThatAnswerNobodyCount()
    {
        var review = Some.Review("r", 1, ReviewPurpose.Round, 1, Some.Item("a", given: "i"), Some.Item("b", given: "i"));
        DecisionBatch[] batches =
        [
            By("ada", "1", Some.Certify("x", "a", "i"), Some.Certify("b1", "b", "i")),
            By("ada", "2", Some.Certify("x2", "a", "ii", "x")),
            By("eve", "3", Some.Certify("y", "a", "i"), Some.Remove("b2", "b", "junk")),
            By("kim", "4", Some.Certify("z", "a", "i", "x2", "y")),
        ];

        var ratings = ReviewerQuality.Ratings(review, batches);

        Assert.Equal([("ada", "ii"), ("eve", "i")], ratings[0].Labels.OrderBy(said => said.Key).Select(said => (said.Key, said.Value)));
        Assert.Equal([("ada", "i"), ("eve", ItemRatings.Removed)], ratings[1].Labels.OrderBy(said => said.Key).Select(said => (said.Key, said.Value)));
        var summary = ReviewerQuality.Agree(ratings, ["i", "ii"])!;
        Assert.Equal((true, 2, 2), (summary.IsCohen, summary.ItemCount, summary.RatingsPerItem));
        Assert.Equal(0, summary.Classes["ii"]);
        Assert.Null(ReviewerQuality.Agree([], ["i", "ii"]));
    }

    [Fact]
    public void BreaksAreNoWork()
    {
        DecisionBatch At(int seconds, string id, int count) => By("ada", id, [.. Enumerable.Range(0, count).Select(number => Some.Certify($"{id}{number}", $"{id}{number}", "i"))]) with
        {
            SubmittedAt = DateTimeOffset.UnixEpoch.AddSeconds(seconds),
        };

        Assert.Equal(2, ReviewerQuality.SecondsPerDecision([At(0, "1", 1), At(20, "2", 10), At(1000, "3", 1), At(1002, "4", 1)]));
        Assert.Null(ReviewerQuality.SecondsPerDecision([At(0, "1", 1)]));
    }

    private static IEnumerable<(string, string)> Times(int count, string first, string second) => Enumerable.Repeat((first, second), count);

    private static DecisionBatch By(string reviewer, string batch, params Decision[] decisions) => Some.Batch(batch, "r", decisions) with { Reviewer = reviewer };
}

public sealed class WhenGoldIsMixedIn
{
    private static readonly Sample[] Samples =
    [
        .. Enumerable.Range(0, 400).Select(number => Some.Sample(number)),
        .. Enumerable.Range(400, 20).Select(number => Some.Sample(number, status: SampleStatus.Certified, certified: number % 5 == 0 ? "ii" : "i")),
    ];

    private static readonly Review Asked = Some.Review("r", 1, ReviewPurpose.Round, 1, [.. Samples.Take(400).Select(sample => Some.Item(sample.SampleId, ReviewEnd.LikelyValid, given: "i"))]);

    [Fact]
    public void TheShareIsKeptAndTheSamePersonSeesTheSame()
    {
        var gold = new GoldItems(Samples, Asked, seed: 7);

        string?[] Drawn(string reviewer) => [.. Asked.Items.Select(item => gold.Beside(item, reviewer, 0.2)?.SampleId)];

        Assert.Equal(Drawn("ada"), Drawn("ada"));
        Assert.NotEqual(Drawn("ada"), Drawn("eve"));
        Assert.InRange(Drawn("ada").Count(drawn => drawn is not null), 70, 130); // 400 × 0.2 ÷ 0.8 = 100
        Assert.All(Drawn("ada").OfType<string>(), drawn => Assert.NotNull(gold.Answer(drawn)));
        Assert.Null(gold.Answer(Asked.Items[0].SampleId));
        Assert.Null(gold.Beside(Asked.Items[0] with { GivenLabels = ["iv"] }, "ada", 0.5));
    }

    [Fact]
    public void AGoldDecisionChangesNoSample()
    {
        var known = Samples.ToDictionary(sample => sample.SampleId);
        var batch = Some.Batch("1", "r", [.. Asked.Items.Select((item, number) => Some.Certify($"d{number}", item.SampleId, "i"))]);
        var gold = Some.Batch("2", "r", Some.Remove("g", Samples[^1].SampleId, "junk"));

        var without = SnapshotFold.Fold(known, [], [Some.Closed(Asked, [batch])], 2);
        var with = SnapshotFold.Fold(known, [], [Some.Closed(Asked, [batch, gold])], 2);

        Assert.Equal(ContentDigest.Of(without.Values), ContentDigest.Of(with.Values));
    }
}

public sealed class WhenTheTrailIsAudited
{
    private static readonly Review Asked = Some.Review("r", 1, ReviewPurpose.Round, 1, Some.Item(Some.Id(1), given: "i"), Some.Item(Some.Id(2), given: "i"));

    private static readonly DecisionBatch First = Some.Batch("b1", "r", Some.Certify("x", Some.Id(1), "ii")) with { Reviewer = "ada" };

    private static readonly DecisionBatch Second = Some.Batch("b2", "r", Some.Certify("y", Some.Id(1), "i", "x"), Some.Remove("z", Some.Id(2), "junk")) with { Reviewer = "eve" };

    [Fact]
    public void AWholeTrailHasNoFindings() => Assert.Empty(Find());

    [Fact]
    public void WhatIsWrongIsNamed()
    {
        Assert.Equal(["review r: what closed it names batch b1, which is not there", "review r: the newest snapshot has folded in batch b1, which is not there"],
            Find(batches: [Second]).Where(line => line.Contains("b1", StringComparison.Ordinal)));
        Assert.Contains("review r: decision y supersedes x, which is not there", Find(batches: [Second]));
        Assert.Contains($"sample {Some.Id(1)}, certified as i: its review r is not there", Find(reviews: []));
        Assert.Contains("review r: the newest snapshot has folded it in, and it is not there", Find(reviews: []));
        Assert.Contains($"sample {Some.Id(1)}, certified as iii: its decision y says certified as i", Find(samples: [Certified with { CertifiedLabel = "iii" }]));
        Assert.Contains($"sample {Some.Id(1)}, certified as i: it names kim, and its decision y is eve's", Find(samples: [Certified with { CertifiedBy = "kim" }]));
        Assert.Contains($"sample {Some.Id(1)}, certified as i: it names no decision", Find(samples: [Certified with { DecisionId = null }]));
        Assert.Contains($"review r: it is closed, and the decisions that closed it leave sample {Some.Id(2)} open", Find(batches: [First, Second with { Decisions = [Second.Decisions[0]] }]));
        Assert.Contains("review r: what closed it counts 3 decisions, and its batches have 2", Find(batches: [First, Second with { Decisions = [Second.Decisions[0]] }]));
        Assert.Contains($"review r: the decisions on sample {Some.Id(1)} supersede each other in a circle, so that none stands",
            Find(batches: [First with { Decisions = [Some.Certify("x", Some.Id(1), "ii", "y")] }, Second]));
        Assert.Contains("review r: decision x is there twice, again in batch b2", Find(batches: [First, Second with { Decisions = [.. Second.Decisions, First.Decisions[0]] }]));
    }

    private static Sample Certified => Some.Sample(1, status: SampleStatus.Certified, certified: "i") with { Review = "r", DecisionId = "y", CertifiedBy = "eve" };

    private static Sample Removed => Some.Sample(2, status: SampleStatus.Removed) with { Review = "r", DecisionId = "z", CertifiedBy = "eve" };

    private static IReadOnlyList<string> Find(IReadOnlyList<DecisionBatch>? batches = null, IReadOnlyList<Sample>? samples = null, IReadOnlyList<AuditedReview>? reviews = null) =>
        TrailAudit.Find(
            samples ?? [Certified, Removed],
            new FoldHistory { Batches = [], Decisions = new Dictionary<string, IReadOnlyList<string>> { ["r"] = ["b1", "b2"] } },
            reviews ?? [new AuditedReview { Review = Asked, Closure = Some.Closed(Asked, [First, Second]).Closure, Batches = batches ?? [First, Second] }]);
}
