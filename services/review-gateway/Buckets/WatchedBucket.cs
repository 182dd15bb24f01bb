using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dcai.Api;
using Dcai.Fingerprints.Sources;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Problems;
using Dcai.ReviewGateway.Uploads;
using Microsoft.Extensions.Logging;

namespace Dcai.ReviewGateway.Buckets;

/// <summary>Takes what is new in a bucket: at once where it is told of, and by listing in any case.</summary>
internal sealed class WatchedBucket(BucketOptions options, ArrivalIntake intake, TimeProvider time, ILogger logger) : IDisposable
{
    private const int MostHints = 10_000;
    private const int BatchHints = 256;

    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);

    private readonly SourceBucket _bucket = new(new S3ObjectStoreOptions
    {
        Endpoint = new Uri(options.Endpoint),
        Bucket = options.Bucket,
        Prefix = options.Prefix,
        AccessKey = options.AccessKey,
        SecretKey = options.SecretKey,
        Region = options.Region,
    });

    /// <summary>What is too much is found by the next listing.</summary>
    private readonly Channel<(string Name, string Mark)> _hints = Channel.CreateBounded<(string, string)>(new BoundedChannelOptions(MostHints) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Name to mark. A gateway that starts takes everything once more, which changes nothing.</summary>
    private readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal);

    private readonly LabelRule _labels = LabelRule.Named(options.Labels);

    /// <summary>Notes that an object is new.</summary>
    /// <returns>Whether it is one of this bucket's and dataset's.</returns>
    public bool Hint(string datasetId, string bucket, string key, string mark) =>
        datasetId == options.Dataset && bucket == options.Bucket && key.StartsWith(options.Prefix, StringComparison.Ordinal)
        && _hints.Writer.TryWrite((key[options.Prefix.Length..], mark));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var listed = long.MinValue;
        while (true)
        {
            try
            {
                if (listed == long.MinValue || time.GetElapsedTime(listed).TotalSeconds >= options.ListSeconds)
                {
                    listed = time.GetTimestamp();
                    await TakeAsync(_bucket.ListAsync(cancellationToken), cancellationToken);
                }

                if (await GatherAsync(TimeSpan.FromSeconds(options.ListSeconds) - time.GetElapsedTime(listed), cancellationToken) is { Count: > 0 } hints)
                {
                    await TakeAsync(hints.ToAsyncEnumerable(), cancellationToken);
                }
            }
            catch (Exception failure) when (failure is ObjectStoreException or GatewayProblemException or MassTransit.MassTransitException)
            {
                logger.LogWarning("s3://{Bucket}/{Prefix} could not be taken into {DatasetId} ({Reason}); tried again in {ListSeconds} s", options.Bucket, options.Prefix, options.Dataset, failure.Message, options.ListSeconds);
                await Task.Delay(TimeSpan.FromSeconds(options.ListSeconds), time, cancellationToken);
            }
        }
    }

    public void Dispose() => _bucket.Dispose();

    /// <summary>Waits for a hint, and then a second for more of them.</summary>
    private async Task<List<(string Name, long SizeBytes, string Mark)>> GatherAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var hints = new List<(string, long, string)>();
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
        try
        {
            while (hints.Count < BatchHints)
            {
                var (name, mark) = await _hints.Reader.ReadAsync(waiting.Token);
                if (hints.Count == 0)
                {
                    waiting.CancelAfter(Gathering);
                }

                hints.Add((name, -1, mark));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }

        return hints;
    }

    private async Task TakeAsync(IAsyncEnumerable<(string Name, long SizeBytes, string Mark)> found, CancellationToken cancellationToken)
    {
        var marks = new Dictionary<string, string>(StringComparer.Ordinal);
        var source = new ObjectsSource(token => NewAsync(found, marks, token), _bucket.OpenAsync, _labels, SourceLimits.Default);
        var report = await intake.TakeAsync(options.Dataset, $"s3://{options.Bucket}/{options.Prefix}".TrimEnd('/'), UploadOrigin.Ingested, source, cancellationToken);
        foreach (var (name, mark) in marks)
        {
            _taken[name] = mark;
        }

        if (report.Accepted + report.LeftOutCount > 0)
        {
            logger.LogInformation("{Accepted} images of s3://{Bucket}/{Prefix} taken into {DatasetId}, {LeftOut} left out", report.Accepted, options.Bucket, options.Prefix, options.Dataset, report.LeftOutCount);
        }

        foreach (var file in report.LeftOut)
        {
            logger.LogWarning("{Name} of s3://{Bucket}/{Prefix} was left out: {Reason}", file.Name, options.Bucket, options.Prefix, file.Reason);
        }
    }

    private async IAsyncEnumerable<(string Name, long SizeBytes)> NewAsync(
        IAsyncEnumerable<(string Name, long SizeBytes, string Mark)> found, Dictionary<string, string> marks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, size, quoted) in found.WithCancellation(cancellationToken))
        {
            var mark = BucketEvents.Mark(quoted);
            if (!(_taken.TryGetValue(name, out var before) && before == mark) && marks.TryAdd(name, mark))
            {
                yield return (name, size);
            }
        }
    }
}
