using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenAShareIsBounded
{
    /// <summary>Values of R 4's binom.test(x, n, alternative = "less" or "greater").</summary>
    [Theory]
    [InlineData(0, 10, 0.95, 0, 0.2588656)]
    [InlineData(1, 10, 0.95, 0.005116197, 0.3941633)]
    [InlineData(5, 100, 0.95, 0.01991315, 0.1022535)]
    [InlineData(10, 10, 0.95, 0.7411344, 1)]
    [InlineData(0, 299, 0.95, 0, 0.009969)]
    public void ItIsClopperAndPearsons(int count, int size, double confidence, double lower, double upper)
    {
        Assert.Equal(lower, ClopperPearson.Lower(count, size, confidence), 1e-5);
        Assert.Equal(upper, ClopperPearson.Upper(count, size, confidence), 1e-5);
    }

    [Fact]
    public void NothingDrawnSaysNothing() => Assert.Equal((0, 1), (ClopperPearson.Lower(0, 0, 0.9), ClopperPearson.Upper(0, 0, 0.9)));

    [Theory]
    [InlineData(-1, 5, 0.9)]
    [InlineData(6, 5, 0.9)]
    [InlineData(1, 5, 0)]
    [InlineData(1, 5, 1)]
    [InlineData(1, 5, double.NaN)]
    public void ImpossibleCountsAndConfidencesAreRefused(int count, int size, double confidence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClopperPearson.Upper(count, size, confidence));

    [Fact]
    public void TheRisksOfAllAuditsTogetherAreTheDatasets()
    {
        var risks = Enumerable.Range(1, 100_000).Sum(audit => 1 - AuditPlan.ConfidenceOf(0.95, audit));

        Assert.InRange(risks, 0.0499, 0.05);
    }

    [Fact]
    public void ABiggerPromiseNeedsABiggerAudit()
    {
        var modest = AuditPlan.SampleSize(2000, 600, 0, 0.02, 0.95)!.Value;
        var strict = AuditPlan.SampleSize(2000, 600, 0, 0.01, 0.95)!.Value;

        Assert.InRange(modest, 50, 200);
        Assert.InRange(strict, modest + 1, 400);
        Assert.True(AuditPlan.WrongCertificates(0, strict, 2000 - strict, 600 + strict, 0.95) <= 0.01);
    }

    [Fact]
    public void APoolThatIsTooBadOrTooSmallIsNotAudited()
    {
        Assert.Null(AuditPlan.SampleSize(2000, 600, 0.05, 0.01, 0.95));
        Assert.Null(AuditPlan.SampleSize(10, 0, 0, 0.01, 0.95));
        Assert.Null(AuditPlan.SampleSize(0, 100, 0, 0.01, 0.95));
        Assert.Null(AuditPlan.SampleSize(8, 0, 1, 0.01, 0.95));
    }

    /// <summary>Ten thousand audits of pools whose true errors are known: at most one in twenty may promise too much.</summary>
    [Theory]
    [InlineData(30)]
    [InlineData(8)]
    [InlineData(100)]
    public void ThePromiseIsKept(int wrongInPool)
    {
        const int Pool = 1000;
        const int Audit = 150;
        const int CertifiedBefore = 500;
        const double Confidence = 0.95;
        var random = new SeededRandom(17);
        var broken = 0;
        const int Runs = 10_000;
        for (var run = 0; run < Runs; run++)
        {
            var isWrong = new bool[Pool];
            Array.Fill(isWrong, true, 0, wrongInPool);
            random.Shuffle(isWrong);
            var found = isWrong.Take(Audit).Count(wrong => wrong);
            var bound = AuditPlan.WrongCertificates(found, Audit, Pool - Audit, CertifiedBefore + Audit - found, Confidence);
            var certificates = CertifiedBefore + Pool - found;
            broken += (double)(wrongInPool - found) / certificates > bound ? 1 : 0;
        }

        Assert.InRange(broken, 0, Runs * (1 - Confidence));
    }
}

public sealed class WhenAuditsFollowAudits
{
    [Fact]
    public void WhatEarlierOnesMayHaveLeftCounts()
    {
        // 1,000 by people, 1,000 in bulk of which 40 may be wrong, and 500 more that would be certified after 50 were audited without an error.
        var alone = AuditPlan.WrongCertificates(0, 50, 450, 1050, 0.95);
        var together = AuditPlan.WrongCertificates(0, 50, 450, 1050, 0.95, new BulkSoFar(1000, 40));

        var left = AuditPlan.WrongLeft(0, 50, 450, 0.95);
        Assert.Equal(left / 1500, alone, 1e-12);
        Assert.Equal((left + 40) / 2500, together, 1e-12);
    }

    [Fact]
    public void ThePromiseIsHarderToKeepAfterOneThatUsedItUp()
    {
        var first = AuditPlan.SampleSize(500, 1050, 0, 0.03, 0.95)!.Value;
        var second = AuditPlan.SampleSize(500, 1050, 0, 0.03, 0.95, new BulkSoFar(500, 15))!.Value;

        Assert.True(second >= first);
        Assert.Null(AuditPlan.SampleSize(500, 1050, 0, 0.02, 0.95, new BulkSoFar(1000, 52)));
    }
}

public sealed class WhenTheRestIsCertifiedInBulk
{
    private const string ReviewId = "0002-round";
    private const int Audited = 200;
    private const int Population = 300;

    private static readonly IReadOnlyDictionary<string, Sample> Known =
        Enumerable.Range(0, Audited + Population).Select(number => Some.Sample(number)).ToDictionary(sample => sample.SampleId);

    [Fact]
    public void EverySampleThatNobodyLookedAtGetsItsGivenLabelAndNamesTheAudit()
    {
        var folded = SnapshotFold.Fold(Known, [], [Audit(wrong: 0)], 2);

        Assert.All(folded.Values, sample => Assert.Equal((SampleStatus.Certified, "i", 2), (sample.Status, sample.CertifiedLabel, sample.Round)));
        var inBulk = folded.Values.Where(BulkCertification.IsInBulk).ToList();
        Assert.Equal(Population, inBulk.Count);
        Assert.All(inBulk, sample => Assert.Equal(("audit of 0002-round", ReviewId, "bulk:0002-round"), (sample.CertifiedBy, sample.Review, sample.DecisionId)));
    }

    [Fact]
    public void AnAuditThatFoundTooManyErrorsCertifiesWhatPeopleSawOnly()
    {
        var folded = SnapshotFold.Fold(Known, [], [Audit(wrong: 20)], 2);

        Assert.Equal(Population, folded.Values.Count(sample => sample.Status == SampleStatus.Uncertified));
        Assert.Equal(20, folded.Values.Count(sample => sample.Status == SampleStatus.Removed));
    }

    [Fact]
    public void WhatTheAuditWasNotDrawnFromIsNotCertified()
    {
        var labelledSince = new Dictionary<string, Sample>(Known) { [Some.Id(9500)] = Some.Sample(9500) };

        var folded = SnapshotFold.Fold(labelledSince, [], [Audit(wrong: 0)], 2);

        Assert.Equal(SampleStatus.Uncertified, folded[Some.Id(9500)].Status);
    }

    [Fact]
    public void ItIsTheSameHoweverOftenItIsFolded()
    {
        var once = SnapshotFold.Fold(Known, [], [Audit(wrong: 0)], 2);
        var twice = SnapshotFold.Fold(once, [], [Audit(wrong: 0)], 3);

        Assert.Equal(Some.Json(once.Values.OrderBy(sample => sample.SampleId)), Some.Json(twice.Values.OrderBy(sample => sample.SampleId)));
    }

    [Fact]
    public void SamplesInConflictOrWithoutALabelOrOfALaterGenerationAreNotCovered()
    {
        var known = new Dictionary<string, Sample>(Known);
        Sample[] others =
        [
            Some.Sample(9001) with { Conflict = true, GivenLabels = ["i", "ii"] },
            Some.Sample(9002, given: null),
            Some.Sample(9003, arrivedIn: 2),
            Some.Sample(9004) with { Origin = SampleOrigin.Synthesized },
        ];
        foreach (var other in others)
        {
            known.Add(other.SampleId, other);
        }

        var folded = SnapshotFold.Fold(known, [], [Audit(wrong: 0)], 3);

        Assert.All(others, other => Assert.Equal(SampleStatus.Uncertified, folded[other.SampleId].Status));
    }

    [Fact]
    public void APersonsLaterWordCountsForMore()
    {
        var folded = SnapshotFold.Fold(Known, [], [Audit(wrong: 0)], 2);
        var id = folded.Values.First(BulkCertification.IsInBulk).SampleId;
        var conflict = Some.Closed(
            Some.Review("0003-conflict", 2, ReviewPurpose.Conflict, 2, Some.Item(id, given: ["i", "ii"])),
            [Some.Batch("c", "0003-conflict", Some.Certify("d-late", id, "ii"))]);

        var corrected = SnapshotFold.Fold(folded, [], [conflict, Audit(wrong: 0)], 3)[id];

        Assert.Equal((SampleStatus.Certified, "ii", "d-late"), (corrected.Status, corrected.CertifiedLabel, corrected.DecisionId));
    }

    [Fact]
    public void CorrectionsAfterTheCloseDecideNothing()
    {
        var audit = Audit(wrong: 0);
        var corrections = Some.Batch(
            "late", ReviewId, [.. Enumerable.Range(0, 100).Select(number => Some.Remove($"r{number}", Some.Id(number), "no", $"d{number}"))]);

        var outcome = SnapshotFold.Fold(Known, [], [audit with { Batches = [.. audit.Batches, corrections] }], 2);

        Assert.Equal(Population, outcome.Values.Count(BulkCertification.IsInBulk));
    }

    private static ClosedReview Audit(int wrong)
    {
        var items = Enumerable.Range(0, Audited).Select(number => Some.Item(Some.Id(number), ReviewEnd.Audit, given: "i")).ToArray();
        var review = Some.Review(ReviewId, 1, ReviewPurpose.Round, 2, items) with
        {
            Bulk = new BulkProposal
            {
                GenerationSnapshot = 1,
                SampleIds = [.. Enumerable.Range(Audited, Population).Concat(Enumerable.Range(9001, 9)).Select(Some.Id).Order(StringComparer.Ordinal)],
                Population = Population,
                Audited = Audited,
                CertifiedBefore = 0,
                MostWrongCertificates = 0.02,
                Confidence = 0.95,
            },
        };
        return Some.Closed(
            review,
            [
                Some.Batch(
                    "b",
                    ReviewId,
                    [
                        .. Enumerable.Range(0, Audited).Select(number => number < wrong
                            ? Some.Remove($"d{number}", Some.Id(number), "no")
                            : Some.Certify($"d{number}", Some.Id(number), "i")),
                    ]),
            ]);
    }
}
