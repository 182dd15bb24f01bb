using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Makes the samples of the next snapshot out of those of the last one, what was ingested and what was decided.</summary>
public static class SnapshotFold
{
    private const string DigestPrefix = "sha256:";
    private const int DigestLength = 71;

    /// <summary>Begins the id of the review that removes an erased image; no later word on the image counts.</summary>
    private const string ErasurePrefix = "erased-";

    /// <summary>Folds ingested files and decisions into the samples known so far.</summary>
    /// <param name="known">Sample id to sample; left as it is.</param>
    /// <param name="files">Rows of ingest batches, in any order; rejected rows are passed over, accepted and duplicate ones are alike.</param>
    /// <param name="reviews">
    /// Every closed review that has something new, with all of its batches, and the reviews that decided the same samples so far
    /// (<see cref="Sample.Review"/>). In any order. A sample whose review is not among them is left as it is.
    /// </param>
    /// <param name="version">Version of the snapshot to make; new samples arrive in it.</param>
    /// <returns>All samples of the new snapshot; one that nothing changes is the very instance of <paramref name="known"/>.</returns>
    /// <remarks>
    /// A commutative union by (digest, source, name, label): the same inputs, in any order and in any batches, give the same samples.
    /// Ingest never takes back a decision: a removed sample stays removed, a certified one certified. A label that its decision did
    /// not know and that is not the certified one marks a conflict, whether it arrived before or after the decision was folded.
    /// Of several reviews that decided one sample the one of the newest snapshot counts, and before all of them the one that erased it. Two standing decisions that differ
    /// (corrections of people who did not know of each other) leave the sample as the review was closed, in conflict.
    /// Decisions on samples that are unknown, or that their review does not list, are passed over.
    /// A review that proposes a certification in bulk certifies what it covers if the decisions that closed it support that.
    /// </remarks>
    /// <exception cref="CurationException">A row's digest is no SHA-256.</exception>
    public static IReadOnlyDictionary<string, Sample> Fold(
        IReadOnlyDictionary<string, Sample> known,
        IEnumerable<IngestedFile> files,
        IEnumerable<ClosedReview> reviews,
        int version)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(reviews);
        var samples = new Dictionary<string, Sample>(known, StringComparer.Ordinal);
        foreach (var copies in files.Where(file => file.Verdict != IngestVerdict.Rejected).GroupBy(SampleIdOf, StringComparer.Ordinal))
        {
            samples[copies.Key] = samples.TryGetValue(copies.Key, out var sample)
                ? Unite(sample, [.. copies])
                : Unite(Arrive(copies.Key, copies.First(), version), [.. copies]);
        }

        ClosedReview[] passed = [.. reviews];
        var passedIds = passed.Select(review => review.Review.ReviewId).ToHashSet(StringComparer.Ordinal);
        foreach (var (sampleId, outcome) in Outcomes(passed))
        {
            if (samples.TryGetValue(sampleId, out var sample) && (sample.Review is null || passedIds.Contains(sample.Review)))
            {
                samples[sampleId] = Decide(sample, outcome);
            }
        }

        foreach (var review in passed)
        {
            CertifyInBulk(samples, review);
        }

        OddPictures.Mark(samples);
        return samples;
    }

    /// <summary>The sample id that a row's content has.</summary>
    /// <exception cref="CurationException">The digest is no SHA-256.</exception>
    public static string SampleIdOf(IngestedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Content.Digest.Length == DigestLength && file.Content.Digest.StartsWith(DigestPrefix, StringComparison.Ordinal)
            ? file.Content.Digest[DigestPrefix.Length..]
            : throw new CurationException(
                $"the digest '{file.Content.Digest}' is not 'sha256:' and 64 hexadecimal digits",
                $"file '{file.Name}' of source '{file.Source}'",
                "Ingest the source again.");
    }

    private static Sample Arrive(string sampleId, IngestedFile file, int version) => new()
    {
        SampleId = sampleId,
        MediaType = file.Content.MediaType,
        SizeBytes = file.Content.SizeBytes,
        Width = file.Width,
        Height = file.Height,
        Status = SampleStatus.Uncertified,
        Origin = file.Origin,
        GivenLabels = [],
        Conflict = false,
        Provenance = [],
        PerceptualHash = file.PerceptualHash,
        ArrivedIn = version,
    };

    private static Sample Unite(Sample sample, IReadOnlyList<IngestedFile> copies)
    {
        var labels = sample.GivenLabels.ToHashSet(StringComparer.Ordinal);
        var places = sample.Provenance.ToHashSet();
        var (mediaType, hash, origin) = (sample.MediaType, sample.PerceptualHash, sample.Origin);
        var issues = (sample.Issues ?? []).ToHashSet();
        var channels = sample.Channels;
        var disagrees = false;
        foreach (var copy in copies)
        {
            var label = string.IsNullOrEmpty(copy.Label) ? null : copy.Label;
            places.Add(new Provenance { Source = copy.Source, Name = copy.Name, Label = label, Split = copy.Split });
            disagrees |= label is not null && labels.Add(label) && label != sample.CertifiedLabel;

            // The bytes are the same, so these agree unless two versions of ingest read them differently: the smaller one, in any order.
            mediaType = string.CompareOrdinal(copy.Content.MediaType, mediaType) < 0 ? copy.Content.MediaType : mediaType;
            hash = hash is null || (copy.PerceptualHash is not null && string.CompareOrdinal(copy.PerceptualHash, hash) < 0)
                ? copy.PerceptualHash ?? hash
                : hash;
            origin = copy.Origin < origin ? copy.Origin : origin;
            channels = channels is null || copy.Channels < channels ? copy.Channels ?? channels : channels;

            issues.UnionWith((copy.Issues ?? []).Where(issue => !OddPictures.IsRelative(issue)));
        }

        if (places.Count == sample.Provenance.Count && origin == sample.Origin && hash == sample.PerceptualHash && mediaType == sample.MediaType
            && channels == sample.Channels && issues.Count == (sample.Issues?.Count ?? 0))
        {
            return sample;
        }

        return sample with
        {
            MediaType = mediaType,
            PerceptualHash = hash,
            Channels = channels,
            Issues = issues.Count == 0 ? null : [.. issues.Order()],
            Origin = origin,
            GivenLabels = [.. labels.Order(StringComparer.Ordinal)],
            Provenance =
            [
                .. places
                    .OrderBy(place => place.Source, StringComparer.Ordinal)
                    .ThenBy(place => place.Name, StringComparer.Ordinal)
                    .ThenBy(place => place.Label, StringComparer.Ordinal)
                    .ThenBy(place => place.Split, StringComparer.Ordinal),
            ],
            Conflict = sample.Conflict || sample.Status switch
            {
                SampleStatus.Certified => disagrees,
                SampleStatus.Removed => disagrees && labels.Count > 1,
                _ => labels.Count > 1,
            },
        };
    }

    /// <summary>For every sample decided in the reviews: the decision that counts, and the review that it comes from.</summary>
    private static Dictionary<string, Outcome> Outcomes(IReadOnlyList<ClosedReview> reviews)
    {
        var superseded = reviews
            .SelectMany(review => review.Batches)
            .SelectMany(batch => batch.Decisions)
            .SelectMany(decision => decision.Supersedes.Where(id => id != decision.DecisionId).Select(id => (decision.SampleId, id)))
            .ToHashSet();
        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (var review in reviews
            .OrderByDescending(review => review.Review.ReviewId.StartsWith(ErasurePrefix, StringComparison.Ordinal))
            .ThenByDescending(review => review.Review.Snapshot)
            .ThenByDescending(review => review.Review.Round)
            .ThenByDescending(review => review.Review.ReviewId, StringComparer.Ordinal))
        {
            var closing = review.Closure.Batches.ToHashSet(StringComparer.Ordinal);
            var asClosed = DecisionTrail.Examine(review.Review, review.Batches.Where(batch => closing.Contains(batch.BatchId))).Settled;
            var heads = DecisionTrail.Heads(review.Batches);
            foreach (var item in review.Review.Items.Where(item => !outcomes.ContainsKey(item.SampleId)))
            {
                StandingDecision[] standing = heads.TryGetValue(item.SampleId, out var ofSample)
                    ? [.. ofSample.Where(head => !superseded.Contains((item.SampleId, head.Decision.DecisionId)))]
                    : [];
                if (standing.Length > 0)
                {
                    var agreed = DecisionTrail.Agree(standing);
                    outcomes.Add(
                        item.SampleId,
                        new Outcome(review.Review, item, agreed ? standing[0] : asClosed.GetValueOrDefault(item.SampleId), Disputed: !agreed));
                }
            }
        }

        return outcomes;
    }

    /// <summary>What a review proposed to certify without a look, where the decisions that closed it support that.</summary>
    private static void CertifyInBulk(Dictionary<string, Sample> samples, ClosedReview closed)
    {
        var closing = closed.Closure.Batches.ToHashSet(StringComparer.Ordinal);
        var audit = BulkCertification.Decide(closed.Review, closed.Batches.Where(batch => closing.Contains(batch.BatchId)));
        if (audit is not { Supported: true })
        {
            return;
        }

        foreach (var sampleId in closed.Review.Bulk!.SampleIds)
        {
            if (samples.TryGetValue(sampleId, out var sample) && BulkCertification.Covers(sample, closed.Review.Bulk.GenerationSnapshot))
            {
                samples[sampleId] = BulkCertification.Certify(sample, closed.Review);
            }
        }
    }

    private static Sample Decide(Sample sample, Outcome outcome)
    {
        if (outcome.Standing is not { } standing)
        {
            return sample with { Conflict = true };
        }

        var certifiedLabel = standing.Decision.Verdict == Verdict.Certify ? standing.Decision.Label : null;
        var unknownToReviewer = sample.GivenLabels.Any(label => label != certifiedLabel && !outcome.Item.GivenLabels.Contains(label));
        return sample with
        {
            Status = certifiedLabel is null ? SampleStatus.Removed : SampleStatus.Certified,
            CertifiedLabel = certifiedLabel,
            RemovedReason = certifiedLabel is null ? standing.Decision.Reason : null,
            CertifiedBy = standing.Reviewer,
            Review = outcome.Review.ReviewId,
            Round = outcome.Review.Purpose == ReviewPurpose.Seed ? 0 : outcome.Review.Round,
            DecisionId = standing.Decision.DecisionId,
            Conflict = outcome.Disputed || (unknownToReviewer && (certifiedLabel is not null || sample.GivenLabels.Count > 1)),
        };
    }

    private sealed record Outcome(Review Review, ReviewItem Item, StandingDecision? Standing, bool Disputed);
}
