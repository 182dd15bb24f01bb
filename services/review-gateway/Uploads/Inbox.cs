using System.Security.Cryptography;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using Dcai.Work.Sagas;
using MassTransit;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>What was accepted and not ingested yet.</summary>
internal sealed class Inbox(IObjectStore store, WorkResults results, IBus bus, TimeProvider time)
{
    private static readonly Uri Queue = CommandQueues.Address(typeof(IngestImages));
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (DateTimeOffset DueAt, TimeSpan Wait)> _sent = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Stores the upload's list, after all of its files, and has it ingested. From then on it cannot get lost.</summary>
    public async Task<UploadReceipt> AcceptAsync(string datasetId, ReceivedUpload received, CancellationToken cancellationToken)
    {
        var upload = Identify(received);
        var command = Command(datasetId, upload.UploadId);
        var ingested = await results.FindAsync<ImagesIngested>(datasetId, command.CommandId, cancellationToken) is not null;
        if (!ingested)
        {
            await store.PutDocumentIfAbsentAsync(StoreKeys.Inbox(datasetId, upload.UploadId), Formats.Upload, upload, cancellationToken);
            await SendAsync(command, cancellationToken);
        }

        return new UploadReceipt
        {
            UploadId = upload.UploadId,
            FileCount = upload.Files.Count,
            SizeBytes = received.SizeBytes,
            AlreadyIngested = ingested,
        };
    }

    /// <summary>Ids of the uploads that wait, in ordinal order.</summary>
    public async Task<IReadOnlyList<string>> WaitingAsync(string datasetId, CancellationToken cancellationToken)
    {
        var waiting = new List<string>();
        await foreach (var upload in store.ListAsync(StoreKeys.InboxPrefix(datasetId), cancellationToken: cancellationToken))
        {
            waiting.Add(StoreKeys.Name(upload.Key));
        }

        return waiting;
    }

    /// <summary>Sends again what still waits: at once after a start, later less and less often, so that a slow ingest is not buried in repeats.</summary>
    public async Task SendWaitingAsync(string datasetId, CancellationToken cancellationToken)
    {
        foreach (var uploadId in await WaitingAsync(datasetId, cancellationToken))
        {
            var command = Command(datasetId, uploadId);
            if (IsDue(command.CommandId))
            {
                await SendAsync(command, cancellationToken);
            }
        }
    }

    private static Upload Identify(ReceivedUpload received)
    {
        var upload = new Upload
        {
            UploadId = string.Empty,
            Source = received.Manifest.Source,
            Origin = received.Manifest.Origin == UploadOrigin.Gathered ? SampleOrigin.Gathered : SampleOrigin.Ingested,
            Files = received.Files,
        };
        return upload with { UploadId = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Serialize(upload))) };
    }

    /// <summary>The command that ingests an upload.</summary>
    public static IngestImages Command(string datasetId, string uploadId) =>
        CommandIds.Identify(new IngestImages { DatasetId = datasetId, CommandId = string.Empty, UploadId = uploadId });

    private bool IsDue(string commandId)
    {
        lock (_lock)
        {
            return !_sent.TryGetValue(commandId, out var sent) || sent.DueAt <= time.GetUtcNow();
        }
    }

    private async Task SendAsync(IngestImages command, CancellationToken cancellationToken)
    {
        var endpoint = await bus.GetSendEndpoint(Queue);
        await endpoint.Send(command, cancellationToken);
        lock (_lock)
        {
            var wait = _sent.TryGetValue(command.CommandId, out var sent) ? sent.Wait * 2 : FirstWait;
            wait = wait < LongestWait ? wait : LongestWait;
            _sent[command.CommandId] = (time.GetUtcNow() + wait, wait);
        }
    }
}
