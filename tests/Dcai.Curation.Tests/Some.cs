using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

/// <summary>Builds what the tests are about.</summary>
internal static class Some
{
    public static readonly IReadOnlyList<string> Classes = ["i", "ii", "iii", "iv"];

    public static readonly IReadOnlySet<string> Nothing = new HashSet<string>();

    public static readonly IReadOnlyDictionary<string, string> NoGroups = new Dictionary<string, string>();

    public static string Id(int number) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))));

    public static string Json(object value) => JsonSerializer.Serialize(value);

    public static Sample Sample(
        int number,
        string? given = "i",
        SampleStatus status = SampleStatus.Uncertified,
        string? certified = null,
        int arrivedIn = 1,
        string? hash = null,
        params Provenance[] places) => new()
        {
            SampleId = Id(number),
            MediaType = "image/png",
            SizeBytes = 100 + number,
            Width = 32,
            Height = 32,
            Status = status,
            Origin = SampleOrigin.Ingested,
            GivenLabels = given is null ? [] : [given],
            CertifiedLabel = status == SampleStatus.Certified ? certified ?? given : null,
            Conflict = false,
            Provenance = places,
            PerceptualHash = hash,
            ArrivedIn = arrivedIn,
        };

    public static LabelledSample Labelled(int number, string label) => new() { SampleId = Id(number), Label = label };

    /// <summary>So many samples of each class, numbered from <paramref name="first"/>.</summary>
    public static IReadOnlyList<LabelledSample> Labelled(int first, params (string Label, int Count)[] classes)
    {
        var samples = new List<LabelledSample>();
        foreach (var (label, count) in classes)
        {
            for (var index = 0; index < count; index++)
            {
                samples.Add(Labelled(first + samples.Count, label));
            }
        }

        return samples;
    }

    public static IngestedFile File(int number, string? label, string name, string? split = null, IngestVerdict verdict = IngestVerdict.Accepted) => new()
    {
        Name = name,
        Source = "folder",
        Origin = SampleOrigin.Ingested,
        Label = label,
        Split = split,
        Content = new Descriptor { MediaType = "image/png", Digest = "sha256:" + Id(number), SizeBytes = 100 + number },
        Verdict = verdict,
        Width = 32,
        Height = 32,
    };

    public static Decision Certify(string decisionId, string sampleId, string label, params string[] supersedes) =>
        new() { DecisionId = decisionId, SampleId = sampleId, Verdict = Verdict.Certify, Label = label, Supersedes = supersedes };

    public static Decision Remove(string decisionId, string sampleId, string reason, params string[] supersedes) =>
        new() { DecisionId = decisionId, SampleId = sampleId, Verdict = Verdict.Remove, Reason = reason, Supersedes = supersedes };

    public static DecisionBatch Batch(string batchId, string reviewId, params Decision[] decisions) => new()
    {
        BatchId = batchId,
        ReviewId = reviewId,
        Reviewer = "reviewer of " + batchId,
        Simulated = true,
        SubmittedAt = DateTimeOffset.UnixEpoch,
        Decisions = decisions,
    };

    public static ReviewItem Item(string sampleId, ReviewEnd end = ReviewEnd.None, string? suggested = null, params string[] given) => new()
    {
        SampleId = sampleId,
        End = end,
        Reason = "shown",
        GivenLabels = given,
        SuggestedLabel = suggested,
    };

    public static Review Review(string reviewId, int snapshot, ReviewPurpose purpose, int round, params ReviewItem[] items) => new()
    {
        ReviewId = reviewId,
        Purpose = purpose,
        Round = round,
        Snapshot = snapshot,
        Items = items,
    };

    public static ClosedReview Closed(Review review, IReadOnlyList<DecisionBatch> closing, params DecisionBatch[] corrections) => new()
    {
        Review = review,
        Closure = new ReviewClosure
        {
            ReviewId = review.ReviewId,
            Batches = [.. closing.Select(batch => batch.BatchId)],
            DecisionCount = closing.Sum(batch => batch.Decisions.Count),
            ClosedAt = DateTimeOffset.UnixEpoch,
            Nonce = "n",
        },
        Batches = [.. closing, .. corrections],
    };
}
