using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints.Sources;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Datasets;
using Dcai.Work.Upkeep;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>Takes a source into a dataset's inbox while it is read, in uploads of at most 256 files or what a second brought.</summary>
internal sealed class ArrivalIntake(IObjectStore store, DatasetRegistry datasets, Inbox inbox, IOptions<GatewayOptions> options, TimeProvider time)
{
    private const int MostFiles = 256;
    private const int MostLeftOut = 1000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <param name="datasetId">Where to.</param>
    /// <param name="sourceName">What provenance calls the source.</param>
    /// <param name="origin">Why they arrive.</param>
    /// <param name="source">Read to its end.</param>
    /// <param name="cancellationToken">Uploads that are in the inbox stay.</param>
    public async Task<ArrivalReport> TakeAsync(string datasetId, string sourceName, UploadOrigin origin, IImageSource source, CancellationToken cancellationToken)
    {
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var erased = await store.ErasedAsync(datasetId, cancellationToken);
        var (receipts, leftOut, leftOutCount, begun) = (new List<UploadReceipt>(), new List<LeftOutFile>(), 0, time.GetTimestamp());
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var gate = new SemaphoreSlim(options.Value.ParallelPuts);
        var batch = new List<Task<UploadedFile>>();
        try
        {
            await foreach (var arrival in source.ReadAsync(cancellationToken))
            {
                if (arrival is not null && (RefusalOf(arrival, settings.Classes) ?? (names.Add(arrival.Name) ? null : "the source has another file of this name")) is { } reason)
                {
                    leftOutCount++;
                    if (leftOut.Count < MostLeftOut)
                    {
                        leftOut.Add(new LeftOutFile { Name = arrival.Name, Reason = reason });
                    }

                    continue;
                }

                if (arrival is not null)
                {
                    await gate.WaitAsync(cancellationToken);
                    begun = batch.Count == 0 ? time.GetTimestamp() : begun;
                    batch.Add(StoreAsync(arrival, erased, gate, cancellationToken));
                }

                if (batch.Count == MostFiles || (batch.Count > 0 && (arrival is null || time.GetElapsedTime(begun) > LongestWait)))
                {
                    receipts.Add(await AcceptAsync(datasetId, sourceName, origin, batch, cancellationToken));
                }
            }

            if (batch.Count > 0)
            {
                receipts.Add(await AcceptAsync(datasetId, sourceName, origin, batch, cancellationToken));
            }
        }
        finally
        {
            // Also after a failure: nothing may still use the gate when it goes.
            await Task.WhenAll(batch).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return new ArrivalReport { Accepted = receipts.Sum(receipt => receipt.FileCount), Uploads = receipts, LeftOut = leftOut, LeftOutCount = leftOutCount };
    }

    private static string? RefusalOf(Arrival arrival, IReadOnlyList<string> classes) =>
        arrival.Refusal ?? (arrival.Label is null || classes.Contains(arrival.Label, StringComparer.Ordinal) ? null
            : $"its class '{arrival.Label}' is none of the dataset's ({string.Join(", ", classes)}): correct it, or send it without a label");

    private async Task<UploadReceipt> AcceptAsync(
        string datasetId, string sourceName, UploadOrigin origin, List<Task<UploadedFile>> batch, CancellationToken cancellationToken)
    {
        var files = await Task.WhenAll(batch);
        batch.Clear();
        var manifest = new UploadManifest { Source = sourceName, Origin = origin, Files = [] };
        return await inbox.AcceptAsync(datasetId, new ReceivedUpload(manifest, [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)]), cancellationToken);
    }

    private async Task<UploadedFile> StoreAsync(Arrival arrival, IReadOnlySet<string> erased, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        try
        {
            return new UploadedFile
            {
                Name = arrival.Name,
                Label = arrival.Label,
                Split = arrival.Split,
                Content = await UploadedBlobs.StoreAsync(store, arrival.Content, erased, cancellationToken),
            };
        }
        finally
        {
            gate.Release();
        }
    }
}
