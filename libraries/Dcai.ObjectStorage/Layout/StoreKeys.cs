using System.Globalization;

namespace Dcai.ObjectStorage.Layout;

/// <summary>Where each object lies. The one place that knows; everything else asks.</summary>
public static class StoreKeys
{
    private const long LastSagaVersion = 9_999_999_999;

    public const string Datasets = "datasets/";

    public const string GatewayToken = "gateway/token.json";

    /// <summary>A folder of versions for each user.</summary>
    public const string Users = "gateway/users/";

    /// <summary>A folder of versions for each API token.</summary>
    public const string ApiTokens = "gateway/tokens/";

    /// <summary>What single sign-on protects its own cookies with, the same for every gateway.</summary>
    public const string ProtectionKeys = "gateway/keys/";

    public const string DeadLetters = "dead-letters/";

    public const string Blobs = "blobs/sha256/";

    /// <summary>Removals of blobs that are going on.</summary>
    public const string Sweeps = "gateway/sweeps/";

    /// <summary>Written to learn what time it is by the store's clock.</summary>
    public const string Clock = "gateway/clock";

    public const string ErasedEverywherePrefix = "erased/everywhere/";

    public const string ErasedBytesPrefix = "erased/bytes/";

    public const string AuditPrefix = "gateway/audit/";

    public static string Sweep(string sweepId) => $"{Sweeps}{sweepId}";

    /// <summary>Why nobody sees a dataset whose objects are there: it is being deleted, or restored.</summary>
    public static string Hidden(string datasetId) => $"gateway/hidden/{datasetId}.json";

    public static string Audit(DateTimeOffset at, string action, string subject) => $"{AuditSince(at)}-{action}-{subject}.json";

    /// <summary>Ordinally after every audit entry of an earlier time, and before those of this one.</summary>
    public static string AuditSince(DateTimeOffset at) => $"{AuditPrefix}{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}";

    public static string Dataset(string datasetId) => $"{Datasets}{datasetId}/";

    public static string SettingsPrefix(string datasetId) => $"{Dataset(datasetId)}settings/";

    public static string Settings(string datasetId, int version) => $"{SettingsPrefix(datasetId)}{Invariant(version, "D8")}.json";

    public static string InboxPrefix(string datasetId) => $"{Dataset(datasetId)}inbox/";

    public static string Inbox(string datasetId, string uploadId) => $"{InboxPrefix(datasetId)}{uploadId}.json";

    public static string IngestPrefix(string datasetId) => $"{Dataset(datasetId)}ingest/";

    /// <summary>Ordinally before the batches of a day, and after those of the days before.</summary>
    public static string IngestDay(string datasetId, DateOnly day) => $"{IngestPrefix(datasetId)}{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}/";

    public static string IngestBatch(string datasetId, DateOnly day, string batchId) => $"{IngestDay(datasetId, day)}{batchId}.jsonl.gz";

    public static string SnapshotPrefix(string datasetId) => $"{Dataset(datasetId)}snapshots/";

    public static string Snapshot(string datasetId, int version) => $"{SnapshotPrefix(datasetId)}{Invariant(version, "D8")}.json";

    public static string ReviewsPrefix(string datasetId) => $"{Dataset(datasetId)}reviews/";

    public static string Review(string datasetId, string reviewId) => $"{ReviewsPrefix(datasetId)}{reviewId}/items.json";

    public static string ReviewOpened(string datasetId, string reviewId) => $"{ReviewsPrefix(datasetId)}{reviewId}/opened.json";

    public static string Closure(string datasetId, string reviewId) => $"{ReviewsPrefix(datasetId)}{reviewId}/closed.json";

    public static string DecisionsPrefix(string datasetId, string reviewId) => $"{ReviewsPrefix(datasetId)}{reviewId}/decisions/";

    public static string Decisions(string datasetId, string reviewId, string batchId) => $"{DecisionsPrefix(datasetId, reviewId)}{batchId}.json";

    public static string RoundPrefix(string datasetId, int round) => $"{Dataset(datasetId)}rounds/{Invariant(round, "D4")}/";

    public static string TrainingSet(string datasetId, int round) => $"{RoundPrefix(datasetId, round)}training-set.json";

    public static string ModelCard(string datasetId, int round, int member = 0) =>
        $"{RoundPrefix(datasetId, round)}model-card{(member == 0 ? "" : Invariant(member, "-0"))}.json";

    public static string RankingPrefix(string datasetId, int round) => $"{RoundPrefix(datasetId, round)}ranking/";

    public static string Ranking(string datasetId, int round, int shard) => $"{RankingPrefix(datasetId, round)}{Invariant(shard, "D6")}.json";

    public static string RoundMetrics(string datasetId, int round) => $"{RoundPrefix(datasetId, round)}metrics.json";

    public static string ReleasePrefix(string datasetId, int release) => $"{Dataset(datasetId)}releases/{Invariant(release, "D8")}/";

    public static string ReleasesPrefix(string datasetId) => $"{Dataset(datasetId)}releases/";

    public static string Release(string datasetId, int release) => $"{ReleasePrefix(datasetId, release)}release.json";

    public static string FoldOutcome(string datasetId, int release, int fold) => $"{ReleasePrefix(datasetId, release)}folds/{Invariant(fold, "D4")}.json";

    public static string Report(string datasetId, int release) => $"{ReleasePrefix(datasetId, release)}report.json";

    public static string Gan(string datasetId, int release) => $"{ReleasePrefix(datasetId, release)}gan/card.json";

    public static string GanTimes(string datasetId, int release) => $"{ReleasePrefix(datasetId, release)}gan/times.json";

    public static string GeneratorCheck(string datasetId, int release, int generator, int check) =>
        $"{ReleasePrefix(datasetId, release)}gan/{Invariant(generator, "D2")}/{Invariant(check, "D6")}.json";

    public static string Synthesis(string datasetId, int release) => $"{ReleasePrefix(datasetId, release)}synthesis.json";

    public static string WorkPrefix(string datasetId) => $"{Dataset(datasetId)}work/";

    public static string WorkResult(string datasetId, string commandId) => $"{Dataset(datasetId)}work/{commandId}/result.json";

    public static string SlicePrefix(string datasetId, string commandId) => $"{Dataset(datasetId)}work/{commandId}/slices/";

    public static string Slice(string datasetId, string commandId, int slice) => $"{SlicePrefix(datasetId, commandId)}{Invariant(slice, "D6")}";

    public static string LeasePrefix(string datasetId, string commandId) => $"{Dataset(datasetId)}work/{commandId}/leases/";

    public static string Lease(string datasetId, string commandId, int lease) => $"{LeasePrefix(datasetId, commandId)}{Invariant(lease, "D8")}.json";

    public static string DeadLetter(string messageId) => $"{DeadLetters}{messageId}.json";

    public static string ErasedPrefix(string datasetId) => $"{Dataset(datasetId)}erased/";

    /// <summary>The dataset neither has nor takes the image.</summary>
    public static string Erased(string datasetId, string sampleId) => $"{ErasedPrefix(datasetId)}{sampleId}.json";

    /// <summary>No dataset takes the image.</summary>
    public static string ErasedEverywhere(string sampleId) => $"{ErasedEverywherePrefix}{sampleId}.json";

    /// <summary>The image's bytes were removed because it was erased.</summary>
    public static string ErasedBytes(string sampleId) => $"{ErasedBytesPrefix}{sampleId}.json";

    public static string SagaPrefix(string datasetId) => $"{Dataset(datasetId)}saga/";

    /// <summary>The newest version sorts first, so that one page of a listing finds it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is not in [1, 9999999999].</exception>
    public static string Saga(string datasetId, long version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, LastSagaVersion);
        return $"{SagaPrefix(datasetId)}{(LastSagaVersion - version).ToString("D10", CultureInfo.InvariantCulture)}.json";
    }

    /// <summary>The last segment of a key without its extension: the id or number that the layout put there.</summary>
    public static string Name(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var segment = key.TrimEnd('/').Split('/')[^1];
        var dot = segment.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? segment : segment[..dot];
    }

    private static string Invariant(int number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
