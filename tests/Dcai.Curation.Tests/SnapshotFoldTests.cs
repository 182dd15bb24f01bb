using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenImagesAreFolded
{
    private static readonly IReadOnlyDictionary<string, Sample> Empty = new Dictionary<string, Sample>();

    [Fact]
    public void CopiesBecomeOneSampleWithEveryPlace()
    {
        var samples = SnapshotFold.Fold(Empty, [Some.File(1, "i", "b.png", "val", IngestVerdict.Duplicate), Some.File(1, "i", "a.png", "train")], [], 3);

        var sample = Assert.Single(samples).Value;
        Assert.Equal(Some.Id(1), sample.SampleId);
        Assert.Equal(["a.png", "b.png"], sample.Provenance.Select(place => place.Name));
        Assert.Equal(["train", "val"], sample.Provenance.Select(place => place.Split));
        Assert.Equal(["i"], sample.GivenLabels);
        Assert.False(sample.Conflict);
        Assert.Equal(3, sample.ArrivedIn);
        Assert.Equal(SampleStatus.Uncertified, sample.Status);
    }

    [Fact]
    public void CopiesUnderDifferentLabelsAreAConflict()
    {
        var sample = Assert.Single(SnapshotFold.Fold(Empty, [Some.File(1, "ii", "a"), Some.File(1, "i", "b")], [], 1)).Value;

        Assert.True(sample.Conflict);
        Assert.Equal(["i", "ii"], sample.GivenLabels);
    }

    [Fact]
    public void WhatIsUnusualAboutAnyCopyIsUnusualInAnyOrder()
    {
        var (small, dark, plain) = (
            Some.File(1, "i", "a") with { Issues = [ImageIssue.Blurred, ImageIssue.OddSize], Channels = 1 },
            Some.File(1, "i", "b") with { Issues = [ImageIssue.Dark], Channels = 1 },
            Some.File(1, "i", "c"));

        var together = SnapshotFold.Fold(Empty, [small, dark, plain], [], 1)[Some.Id(1)];
        var later = SnapshotFold.Fold(SnapshotFold.Fold(Empty, [plain], [], 1), [dark, small], [], 2);

        Assert.Equal([ImageIssue.Dark, ImageIssue.Blurred], together.Issues!);
        Assert.Equal([ImageIssue.Dark, ImageIssue.Blurred], later[Some.Id(1)].Issues!);
        Assert.Equal(1, later[Some.Id(1)].Channels);
        Assert.Same(later[Some.Id(1)], SnapshotFold.Fold(later, [small], [], 3)[Some.Id(1)]);
        Assert.Null(SnapshotFold.Fold(Empty, [plain], [], 1)[Some.Id(1)].Issues);
    }

    [Fact]
    public void WhatIsOddBesideTheOthersDoesNotDependOnTheOrderInWhichTheyArrived()
    {
        IngestedFile[] files =
        [
            .. Enumerable.Range(1, 40).Select(number => Some.File(number, "i", $"{number}") with { Width = 100, Height = 100, Channels = 1 }),
            Some.File(41, "i", "large") with { Width = 400, Height = 400, Channels = 1 },
            Some.File(42, "i", "coloured") with { Width = 100, Height = 100, Channels = 3 },
        ];

        var together = SnapshotFold.Fold(Empty, files, [], 1);
        var oddFirst = SnapshotFold.Fold(SnapshotFold.Fold(Empty, files.Reverse().Take(5), [], 1), files, [], 2);

        Assert.Equal([ImageIssue.OddSize], together[Some.Id(41)].Issues!);
        Assert.Equal([ImageIssue.OddChannels], together[Some.Id(42)].Issues!);
        Assert.Equal(2, together.Values.Count(sample => sample.Issues is not null));
        Assert.Equal(together.Values.Select(sample => (sample.SampleId, string.Join(',', sample.Issues ?? []))).Order(), oddFirst.Values.Select(sample => (sample.SampleId, string.Join(',', sample.Issues ?? []))).Order());
    }

    [Fact]
    public void RejectedFilesAreNoSamples() =>
        Assert.Empty(SnapshotFold.Fold(Empty, [Some.File(1, "i", "a", verdict: IngestVerdict.Rejected)], [], 1));

    [Fact]
    public void ThatAreKnownAlreadyNothingChangesNotEvenTheInstance()
    {
        var known = SnapshotFold.Fold(Empty, [Some.File(1, "i", "a")], [], 1);

        Assert.Same(known[Some.Id(1)], SnapshotFold.Fold(known, [Some.File(1, "i", "a")], [], 2)[Some.Id(1)]);
    }

    [Fact]
    public void ARemovedSampleStaysRemovedWithItsReasonAndANewLabelIsReported()
    {
        var review = Some.Review("r", 1, ReviewPurpose.Seed, 1, Some.Item(Some.Id(1), given: "i"));
        var closed = Some.Closed(review, [Some.Batch("b", "r", Some.Remove("d", Some.Id(1), "no numeral"))]);
        var known = SnapshotFold.Fold(SnapshotFold.Fold(Empty, [Some.File(1, "i", "a")], [], 1), [], [closed], 2);

        var again = SnapshotFold.Fold(known, [Some.File(1, "i", "copy")], [], 3)[Some.Id(1)];
        var relabelled = SnapshotFold.Fold(known, [Some.File(1, "ii", "copy")], [], 3)[Some.Id(1)];

        Assert.Equal((SampleStatus.Removed, "no numeral", false), (again.Status, again.RemovedReason, again.Conflict));
        Assert.Equal((SampleStatus.Removed, "no numeral", true), (relabelled.Status, relabelled.RemovedReason, relabelled.Conflict));
        Assert.Equal(1, relabelled.ArrivedIn);
    }

    [Fact]
    public void ANewLabelOnACertifiedSampleIsAConflictUnlessItIsTheCertifiedOne()
    {
        var certified = new Dictionary<string, Sample> { [Some.Id(1)] = Some.Sample(1, "i", SampleStatus.Certified, "ii") };

        var agreeing = SnapshotFold.Fold(certified, [Some.File(1, "ii", "a")], [], 2)[Some.Id(1)];
        var disagreeing = SnapshotFold.Fold(certified, [Some.File(1, "iii", "a")], [], 2)[Some.Id(1)];

        Assert.Equal((SampleStatus.Certified, "ii", false), (agreeing.Status, agreeing.CertifiedLabel, agreeing.Conflict));
        Assert.Equal((SampleStatus.Certified, "ii", true), (disagreeing.Status, disagreeing.CertifiedLabel, disagreeing.Conflict));
    }

    [Fact]
    public void ADigestOfAnotherKindIsRefusedByName()
    {
        var file = Some.File(1, "i", "a.png") with { Content = new Descriptor { MediaType = "image/png", Digest = "md5:12", SizeBytes = 1 } };

        var error = Assert.Throws<CurationException>(() => SnapshotFold.Fold(Empty, [file], [], 1));

        Assert.Contains("a.png", error.Message, StringComparison.Ordinal);
        Assert.Contains("md5:12", error.Message, StringComparison.Ordinal);
    }
}

public sealed class WhenDecisionsAreFolded
{
    private static readonly string Id = Some.Id(1);

    private static readonly IReadOnlyDictionary<string, Sample> Disagreeing =
        SnapshotFold.Fold(new Dictionary<string, Sample>(), [Some.File(1, "i", "a"), Some.File(1, "ii", "b")], [], 1);

    [Fact]
    public void ACertificationNamesLabelReviewerReviewRoundAndDecision()
    {
        var review = Some.Review("round-2", 1, ReviewPurpose.Round, 2, Some.Item(Id, given: ["i", "ii"]));

        var sample = SnapshotFold.Fold(Disagreeing, [], [Some.Closed(review, [Some.Batch("b", "round-2", Some.Certify("d", Id, "ii"))])], 2)[Id];

        Assert.Equal((SampleStatus.Certified, "ii", false), (sample.Status, sample.CertifiedLabel, sample.Conflict));
        Assert.Equal(("reviewer of b", "round-2", 2, "d"), (sample.CertifiedBy, sample.Review, sample.Round, sample.DecisionId));
    }

    [Fact]
    public void TheSeedIsRoundZero()
    {
        var review = Some.Review("seed", 1, ReviewPurpose.Seed, 1, Some.Item(Id, given: ["i", "ii"]));

        var sample = SnapshotFold.Fold(Disagreeing, [], [Some.Closed(review, [Some.Batch("b", "seed", Some.Certify("d", Id, "ii"))])], 2)[Id];

        Assert.Equal(0, sample.Round);
    }

    [Fact]
    public void ALabelThatTheReviewerDidNotSeeStaysAConflict()
    {
        var review = Some.Review("r", 1, ReviewPurpose.Seed, 1, Some.Item(Id, given: "i"));

        var sample = SnapshotFold.Fold(Disagreeing, [], [Some.Closed(review, [Some.Batch("b", "r", Some.Certify("d", Id, "i"))])], 2)[Id];

        Assert.Equal((SampleStatus.Certified, "i", true), (sample.Status, sample.CertifiedLabel, sample.Conflict));
    }

    [Fact]
    public void ACorrectionReplacesWhatItSupersedes()
    {
        var review = Some.Review("r", 1, ReviewPurpose.Seed, 1, Some.Item(Id, given: ["i", "ii"]));
        var closed = Some.Closed(
            review, [Some.Batch("b", "r", Some.Remove("d", Id, "blurred"))], Some.Batch("c", "r", Some.Certify("e", Id, "i", "d")));

        var sample = SnapshotFold.Fold(Disagreeing, [], [closed], 2)[Id];

        Assert.Equal((SampleStatus.Certified, "i", null, "e"), (sample.Status, sample.CertifiedLabel, sample.RemovedReason, sample.DecisionId));
    }

    [Fact]
    public void CorrectionsThatContradictEachOtherLeaveTheSampleAsItWasClosedInConflict()
    {
        var review = Some.Review("r", 1, ReviewPurpose.Seed, 1, Some.Item(Id, given: ["i", "ii"]));
        var closed = Some.Closed(
            review,
            [Some.Batch("b", "r", Some.Certify("d", Id, "i"))],
            Some.Batch("c", "r", Some.Certify("e", Id, "ii", "d")),
            Some.Batch("a", "r", Some.Remove("f", Id, "junk", "d")));

        var sample = SnapshotFold.Fold(Disagreeing, [], [closed], 2)[Id];

        Assert.Equal((SampleStatus.Certified, "i", true), (sample.Status, sample.CertifiedLabel, sample.Conflict));
    }

    [Fact]
    public void OfTwoReviewsThatOfTheNewerSnapshotCounts()
    {
        var older = Some.Closed(
            Some.Review("z-older", 1, ReviewPurpose.Round, 5, Some.Item(Id, given: ["i", "ii"])),
            [Some.Batch("b", "z-older", Some.Certify("d", Id, "i"))]);
        var newer = Some.Closed(
            Some.Review("a-newer", 4, ReviewPurpose.Conflict, 1, Some.Item(Id, given: ["i", "ii"])),
            [Some.Batch("c", "a-newer", Some.Certify("e", Id, "ii"))]);

        Assert.Equal("ii", SnapshotFold.Fold(Disagreeing, [], [older, newer], 5)[Id].CertifiedLabel);
        Assert.Equal("ii", SnapshotFold.Fold(Disagreeing, [], [newer, older], 5)[Id].CertifiedLabel);
    }

    [Fact]
    public void DecisionsOnUnknownSamplesAndOnSamplesThatWereNotAskedArePassedOver()
    {
        var review = Some.Review("r", 1, ReviewPurpose.Seed, 1, Some.Item(Some.Id(9), given: "i"));
        var closed = Some.Closed(review, [Some.Batch("b", "r", Some.Certify("d", Some.Id(9), "i"), Some.Certify("e", Id, "i"))]);

        var samples = SnapshotFold.Fold(Disagreeing, [], [closed], 2);

        Assert.Same(Disagreeing[Id], Assert.Single(samples).Value);
    }
}

public sealed class WhenTheSameInputsComeInAnyOrderAndAnyBatches
{
    private const int Version = 7;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 300)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TheSamplesAreTheSame(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var (files, reviews) = RandomInputs(random);
        var expected = SnapshotFold.Fold(new Dictionary<string, Sample>(), files, reviews, Version);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var actual = FoldInRandomBatches(random, files, reviews);

            Assert.Equal(expected.Count, actual.Count);
            Assert.All(expected, pair => Assert.Equal(Some.Json(pair.Value), Some.Json(actual[pair.Key])));
            Assert.Equal(ContentDigest.Of(expected.Values), ContentDigest.Of(actual.Values));
        }

        var counts = SnapshotCounter.Count(expected.Values);
        Assert.Equal(counts.Samples, counts.Uncertified + counts.Certified + counts.Removed);
        Assert.Equal(files.Where(file => file.Verdict != IngestVerdict.Rejected).Select(file => file.Content.Digest).Distinct().Count(), counts.Samples);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void NoIngestEverTakesADecisionBack(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var (files, reviews) = RandomInputs(random);
        var decided = SnapshotFold.Fold(new Dictionary<string, Sample>(), files, reviews, Version);

        var later = SnapshotFold.Fold(decided, RandomInputs(random).Files, [], Version + 1);

        Assert.All(decided.Values.Where(sample => sample.Status != SampleStatus.Uncertified), sample =>
        {
            var now = later[sample.SampleId];
            Assert.Equal(
                (sample.Status, sample.CertifiedLabel, sample.RemovedReason, sample.DecisionId, sample.Round, sample.ArrivedIn),
                (now.Status, now.CertifiedLabel, now.RemovedReason, now.DecisionId, now.Round, now.ArrivedIn));
        });
    }

    private static IReadOnlyDictionary<string, Sample> FoldInRandomBatches(
        SeededRandom random, IReadOnlyList<IngestedFile> files, IReadOnlyList<ClosedReview> reviews)
    {
        var shuffled = files.ToList();
        random.Shuffle(shuffled);

        // A review shows samples that are known, under labels that are known, so those files are there before; other copies may come at any time.
        var shown = reviews.SelectMany(review => review.Review.Items)
            .SelectMany(item => item.GivenLabels.Select(label => ("sha256:" + item.SampleId, label)))
            .ToHashSet();
        var first = shuffled.Where(file => file.Verdict != IngestVerdict.Rejected).DistinctBy(file => file.Content.Digest)
            .Union(shuffled.Where(file => file.Label is not null && shown.Contains((file.Content.Digest, file.Label))))
            .ToList();
        var known = SnapshotFold.Fold(new Dictionary<string, Sample>(), first, [], Version);
        var steps = new List<object>(shuffled.Except(first));
        steps.AddRange(reviews.SelectMany(review => review.Batches.Where(batch => !review.Closure.Batches.Contains(batch.BatchId))));
        steps.AddRange(reviews);
        random.Shuffle(steps);
        var foldedBatches = new Dictionary<string, HashSet<string>>();
        while (steps.Count > 0)
        {
            var taken = steps.Take(random.NextBelow(6) + 1).ToList();
            steps.RemoveRange(0, taken.Count);
            var news = new HashSet<string>();
            foreach (var step in taken)
            {
                if (step is ClosedReview review)
                {
                    foldedBatches.TryAdd(review.Review.ReviewId, []);
                    foldedBatches[review.Review.ReviewId].UnionWith(review.Closure.Batches);
                    news.Add(review.Review.ReviewId);
                }
                else if (step is DecisionBatch correction)
                {
                    if (foldedBatches.TryGetValue(correction.ReviewId, out var folded))
                    {
                        folded.Add(correction.BatchId);
                        news.Add(correction.ReviewId);
                    }
                    else
                    {
                        // No review is corrected before it is closed: later.
                        steps.Add(correction);
                    }
                }
            }

            var touched = reviews.Where(review => news.Contains(review.Review.ReviewId)).SelectMany(review => review.Review.Items).ToList();
            news.UnionWith(touched.Select(item => known[item.SampleId].Review).OfType<string>());
            ClosedReview[] passed =
            [
                .. reviews
                    .Where(review => news.Contains(review.Review.ReviewId))
                    .Select(review => review with { Batches = [.. review.Batches.Where(batch => foldedBatches[review.Review.ReviewId].Contains(batch.BatchId))] }),
            ];
            random.Shuffle(passed);
            known = SnapshotFold.Fold(known, taken.OfType<IngestedFile>(), passed, Version);
        }

        return known;
    }

    private static (IReadOnlyList<IngestedFile> Files, IReadOnlyList<ClosedReview> Reviews) RandomInputs(SeededRandom random)
    {
        var sampleCount = random.NextBelow(12) + 3;
        var files = new List<IngestedFile>();
        for (var number = 0; number < sampleCount; number++)
        {
            for (var copy = random.NextBelow(4); copy >= 0; copy--)
            {
                var label = random.NextBelow(6) is var pick && pick < Some.Classes.Count ? Some.Classes[pick] : null;
                files.Add(Some.File(number, label, $"{random.NextBelow(3)}.png", random.NextBelow(2) == 0 ? "train" : null) with
                {
                    Origin = (SampleOrigin)random.NextBelow(2),
                    PerceptualHash = random.NextBelow(4) == 0 ? null : "00000000000000aa",
                    Verdict = (IngestVerdict)random.NextBelow(2),
                });
            }
        }

        files.Add(Some.File(1000, "i", "broken.png", verdict: IngestVerdict.Rejected));
        var reviews = new List<ClosedReview>();
        for (var index = random.NextBelow(4); index >= 0; index--)
        {
            reviews.Add(RandomReview(random, $"review-{random.NextBelow(1000):D3}-{index}", index + 1, sampleCount));
        }

        return (files, reviews);
    }

    private static ClosedReview RandomReview(SeededRandom random, string reviewId, int snapshot, int sampleCount)
    {
        var chosen = Enumerable.Range(0, sampleCount).Where(_ => random.NextBelow(2) == 0).ToList();
        var items = chosen.ConvertAll(number => Some.Item(Some.Id(number), given: [.. Some.Classes.Where(_ => random.NextBelow(2) == 0)]));
        var first = items.ConvertAll(item => RandomDecision(random, $"{reviewId}-{item.SampleId[..8]}-1", item.SampleId));
        var second = first
            .Where(_ => random.NextBelow(4) == 0)
            .Select(decision => RandomDecision(random, decision.DecisionId[..^1] + "2", decision.SampleId, decision.DecisionId))
            .ToArray();
        var corrections = Enumerable.Range(0, random.NextBelow(3))
            .Select(index => Some.Batch(
                $"{reviewId}-late-{index}",
                reviewId,
                [
                    .. first.Where(_ => random.NextBelow(3) == 0).Select(decision => RandomDecision(
                        random,
                        $"{decision.DecisionId[..^1]}c{index}",
                        decision.SampleId,
                        random.NextBelow(3) == 0 ? [] : [decision.DecisionId, decision.DecisionId[..^1] + "2"])),
                ]))
            .ToArray();
        return Some.Closed(
            Some.Review(reviewId, snapshot, ReviewPurpose.Round, snapshot, [.. items]),
            [Some.Batch($"{reviewId}-x", reviewId, [.. first]), Some.Batch($"{reviewId}-a", reviewId, second)],
            corrections);
    }

    private static Decision RandomDecision(SeededRandom random, string decisionId, string sampleId, params string[] supersedes) =>
        random.NextBelow(4) is var pick && pick == 0
            ? Some.Remove(decisionId, sampleId, "junk", supersedes)
            : Some.Certify(decisionId, sampleId, Some.Classes[pick], supersedes);
}
