using System.Globalization;
using System.Text;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;

namespace Dcai.Ledger.Tests;

/// <summary>Puts into a store what the other services would have put there.</summary>
internal sealed class Dataset(IObjectStore store)
{
    public const string Name = "numerals";

    public static readonly CurationSettings Settings = new()
    {
        Classes = ["i", "ii", "iii"],
        Seed = 5,
        SeedTrainCount = 9,
        SeedValidationCount = 3,
        LikelyValidCount = 4,
        LikelyInvalidCount = 2,
    };

    private static readonly DateOnly Day = new(2026, 1, 2);

    public static string Id(int number) => Digests.Hex(Digests.Sha256(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))));

    public static string Label(int number) => Settings.Classes[number % 3];

    public Task StoreSettingsAsync(CurationSettings? settings = null) =>
        store.PutDocumentIfAbsentAsync(StoreKeys.Settings(Name, 1), Formats.Settings, settings ?? Settings);

    /// <summary>An ingest batch with one image for each number.</summary>
    public Task IngestAsync(string batchId, IEnumerable<int> numbers, Func<int, string>? label = null, DateOnly? day = null) =>
        store.PutIfAbsentAsync(StoreKeys.IngestBatch(Name, day ?? Day, batchId), JsonLines.Write(numbers.Select(number => new IngestedFile
        {
            Name = $"{batchId}/{number}.png",
            Source = "folder",
            Origin = SampleOrigin.Ingested,
            Label = (label ?? Label)(number),
            Content = new Descriptor { MediaType = "image/png", Digest = "sha256:" + Id(number), SizeBytes = 10 },
            Verdict = IngestVerdict.Accepted,
            Width = 32,
            Height = 32,
        })));

    public Task StoreReviewAsync(string reviewId, int snapshot, ReviewPurpose purpose, int round, params ReviewItem[] items) =>
        store.PutDocumentIfAbsentAsync(StoreKeys.Review(Name, reviewId), Formats.Review, new Review
        {
            ReviewId = reviewId,
            Purpose = purpose,
            Round = round,
            Snapshot = snapshot,
            Items = items,
        });

    public static ReviewItem Item(int number, ReviewEnd end = ReviewEnd.None) =>
        new() { SampleId = Id(number), End = end, Reason = "shown", GivenLabels = [Label(number)] };

    public Task DecideAsync(string reviewId, string batchId, params Decision[] decisions) =>
        store.PutDocumentIfAbsentAsync(StoreKeys.Decisions(Name, reviewId, batchId), Formats.Decisions, new DecisionBatch
        {
            BatchId = batchId,
            ReviewId = reviewId,
            Reviewer = "ada",
            Simulated = true,
            SubmittedAt = DateTimeOffset.UnixEpoch,
            Decisions = decisions,
        });

    public Task CloseAsync(string reviewId, params string[] batches) =>
        store.PutDocumentIfAbsentAsync(StoreKeys.Closure(Name, reviewId), Formats.Closure, new ReviewClosure
        {
            ReviewId = reviewId,
            Batches = batches,
            DecisionCount = 1,
            ClosedAt = DateTimeOffset.UnixEpoch,
            Nonce = "n",
        });

    public static Decision Certify(string decisionId, int number, string? label = null, params string[] supersedes) =>
        new() { DecisionId = decisionId, SampleId = Id(number), Verdict = Verdict.Certify, Label = label ?? Label(number), Supersedes = supersedes };

    public static Decision Remove(string decisionId, int number, string reason, params string[] supersedes) =>
        new() { DecisionId = decisionId, SampleId = Id(number), Verdict = Verdict.Remove, Reason = reason, Supersedes = supersedes };

    /// <summary>A closed review that certifies the numbers under their given labels.</summary>
    public async Task CertifyAsync(string reviewId, int snapshot, IReadOnlyList<int> numbers)
    {
        await StoreReviewAsync(reviewId, snapshot, ReviewPurpose.Seed, 1, [.. numbers.Select(number => Item(number))]);
        await DecideAsync(reviewId, "b1", [.. numbers.Select(number => Certify($"{reviewId}-{number}", number))]);
        await CloseAsync(reviewId, "b1");
    }

    public static AdvanceSnapshot Advance(int parent, long sequence = 1, int generation = 0) =>
        new() { DatasetId = Name, CommandId = "", Parent = parent, Sequence = sequence, GenerationSnapshot = generation };

    public static Task<SnapshotAdvanced> AdvanceAsync(Harness harness, int parent, long sequence = 1, int generation = 0) =>
        harness.AskAsync<AdvanceSnapshot, SnapshotAdvanced>(Advance(parent, sequence, generation), "advance-snapshot");

    public async Task<IReadOnlyDictionary<string, Sample>> SamplesAsync(int version) =>
        (await new SnapshotReader(store).SamplesAsync(Name, version, CancellationToken.None)).ToDictionary(sample => sample.SampleId);

    public async Task<IReadOnlyList<string>> KeysAsync(string prefix = "")
    {
        var keys = new List<string>();
        await foreach (var info in store.ListAsync(prefix))
        {
            keys.Add(info.Key);
        }

        return keys;
    }
}
