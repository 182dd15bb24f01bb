using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;
using Dcai.Work;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>What ingest said of uploads.</summary>
internal sealed class VerdictShelf(IObjectStore store, WorkResults results, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <param name="datasetId">A dataset that exists.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="patience">How long to wait for its ingest.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="GatewayProblemException">The dataset has had no such upload.</exception>
    public async Task<UploadVerdicts> ReadAsync(string datasetId, string uploadId, TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var commandId = Inbox.Command(datasetId, uploadId).CommandId;
        while (true)
        {
            if (await results.FindAsync<ImagesIngested>(datasetId, commandId, cancellationToken) is { } ingested)
            {
                return Of(uploadId, await RowsAsync(datasetId, commandId, ingested.BatchId, cancellationToken));
            }

            if (time.GetElapsedTime(begun) >= patience)
            {
                break;
            }

            await Task.Delay(BetweenLooks, time, cancellationToken);
        }

        return await store.HeadAsync(StoreKeys.Inbox(datasetId, uploadId), cancellationToken) is not null
            ? new UploadVerdicts { UploadId = uploadId, Ingested = false, Files = [] }
            : throw Refusal.NotFound("no-upload", $"Dataset '{datasetId}' has had no upload '{uploadId}'.");
    }

    private static UploadVerdicts Of(string uploadId, IReadOnlyList<IngestedFile> rows) => new()
    {
        UploadId = uploadId,
        Ingested = true,
        Files = [.. rows.Select(Of)],
    };

    private static FileVerdict Of(IngestedFile row)
    {
        var sampleId = row.Content.Digest.Split(':')[^1];
        var duplicate = row.Verdict == IngestVerdict.Duplicate;
        return new FileVerdict
        {
            Name = row.Name,
            SampleId = sampleId,
            Verdict = row.Verdict == IngestVerdict.Rejected ? ArrivalVerdict.Rejected
                : row.LeaksInto is not null ? ArrivalVerdict.Leak
                : duplicate ? ArrivalVerdict.ExactDuplicate
                : row.NearDuplicateOf is not null ? ArrivalVerdict.NearDuplicate
                : ArrivalVerdict.Accepted,
            Reason = row.Reason,
            DuplicateOf = duplicate ? sampleId : row.NearDuplicateOf,
            Distance = duplicate ? 0 : row.NearDistance,
            LeaksInto = row.LeaksInto,
            Issues = [.. (row.Issues ?? []).Select(issue => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(issue.ToString()))],
        };
    }

    private async Task<IReadOnlyList<IngestedFile>> RowsAsync(string datasetId, string commandId, string batchId, CancellationToken cancellationToken)
    {
        // A batch lies under the day at which it was made, by its worker's clock: mostly that of its result.
        var told = (await store.HeadAsync(StoreKeys.WorkResult(datasetId, commandId), cancellationToken))?.LastModified.UtcDateTime ?? time.GetUtcNow().UtcDateTime;
        foreach (var days in new[] { 0, -1, 1 })
        {
            var key = StoreKeys.IngestBatch(datasetId, DateOnly.FromDateTime(told).AddDays(days), batchId);
            if (await store.TryGetAsync(key, cancellationToken) is { } rows)
            {
                return JsonLines.Read<IngestedFile>(rows, key);
            }
        }

        await foreach (var day in store.ListPrefixesAsync(StoreKeys.IngestPrefix(datasetId), cancellationToken))
        {
            var key = $"{day}{batchId}.jsonl.gz";
            if (await store.TryGetAsync(key, cancellationToken) is { } rows)
            {
                return JsonLines.Read<IngestedFile>(rows, key);
            }
        }

        throw new ObjectNotFoundException($"{StoreKeys.IngestPrefix(datasetId)}…/{batchId}.jsonl.gz");
    }
}
