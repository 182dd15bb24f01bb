using Dcai.Api;
using Dcai.Cli.Gateway;
using Dcai.Fingerprints.Sources;

namespace Dcai.Cli.Images;

/// <summary>Sends a source to the gateway while it is read: batches of so many files, bytes or seconds, one on its way while the next is read.</summary>
/// <param name="client">The gateway.</param>
/// <param name="datasetId">Where to.</param>
/// <param name="sourceName">What provenance calls the source.</param>
/// <param name="origin">Why they arrive.</param>
/// <param name="strangersUnlabelled">An admin said so: images of a class that the dataset does not have go in without a label. Else they stay out.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamingUploader(
    GatewayClient client, string datasetId, string sourceName, UploadOrigin origin, bool strangersUnlabelled, TimeProvider time)
{
    private const int MostFiles = 256;
    private const long MostBytes = 64L << 20;
    private const int MostLeftOut = 10_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly List<UploadReceipt> _receipts = [];
    private readonly List<LeftOutFile> _leftOut = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _classes = [];
    private Task _sending = Task.CompletedTask;
    private List<Arrival> _batch = [];
    private long _batchBytes;
    private long _batchBegun;
    private int _accepted;
    private int _leftOutCount;

    /// <param name="source">Read to its end, or until cancelled.</param>
    /// <param name="leftOut">Told of each file that is left out, once.</param>
    /// <param name="cancellationToken">Uploads that were answered stay.</param>
    public async Task<IngestOutcome> RunAsync(IImageSource source, Action<LeftOutFile>? leftOut, CancellationToken cancellationToken)
    {
        // They stay as they are for the life of a dataset.
        _classes = (await client.SettingsAsync(datasetId, cancellationToken)).Settings.Classes;
        await foreach (var arrival in source.ReadAsync(cancellationToken))
        {
            if (arrival is null)
            {
                // Nothing is left for now: what was gathered need not wait.
                await SendAsync(cancellationToken);
                await _sending;
            }
            else if (RefusalOf(arrival) is { } reason)
            {
                LeaveOut(arrival.Name, reason, leftOut);
            }
            else
            {
                await TakeAsync(IsStranger(arrival) ? arrival with { Label = null } : arrival, cancellationToken);
            }
        }

        await SendAsync(cancellationToken);
        await _sending;
        return new IngestOutcome(_accepted, _receipts, _leftOut, _leftOutCount);
    }

    private bool IsStranger(Arrival arrival) => arrival.Label is not null && !_classes.Contains(arrival.Label, StringComparer.Ordinal);

    private string? RefusalOf(Arrival arrival) =>
        arrival.Refusal ?? (strangersUnlabelled || !IsStranger(arrival) ? null
            : $"its class '{arrival.Label}' is none of the dataset's ({string.Join(", ", _classes)}): correct it, or have an admin take it with --unknown-classes unlabelled");

    private void LeaveOut(string name, string reason, Action<LeftOutFile>? told)
    {
        var file = new LeftOutFile { Name = name, Reason = reason };
        if (!_told.Add($"{name}\n{reason}"))
        {
            return;
        }

        _leftOutCount++;
        if (_leftOut.Count < MostLeftOut)
        {
            _leftOut.Add(file);
        }

        told?.Invoke(file);
    }

    private async Task TakeAsync(Arrival arrival, CancellationToken cancellationToken)
    {
        if (_batch.Count > 0 && (_batch.Count == MostFiles || _batchBytes + arrival.Content.Length > MostBytes || time.GetElapsedTime(_batchBegun) > LongestWait))
        {
            await SendAsync(cancellationToken);
        }

        if (_batch.Count == 0)
        {
            _batchBegun = time.GetTimestamp();
        }

        _batch.Add(arrival);
        _batchBytes += arrival.Content.Length;
    }

    /// <summary>Waits for the batch before, so that two are in memory at most.</summary>
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await _sending;
        if (_batch.Count > 0)
        {
            var batch = _batch;
            (_batch, _batchBytes) = ([], 0);
            _sending = UploadAsync(batch, cancellationToken);
        }
    }

    private async Task UploadAsync(List<Arrival> batch, CancellationToken cancellationToken)
    {
        var manifest = new UploadManifest
        {
            Source = sourceName,
            Origin = origin,
            Files = [.. batch.Select(file => new ManifestFile { Name = file.Name, Label = file.Label, Split = file.Split })],
        };
        _receipts.Add(await client.UploadAsync(datasetId, manifest, [.. batch.Select(file => file.Content)], cancellationToken));
        _accepted += batch.Count;
    }
}
