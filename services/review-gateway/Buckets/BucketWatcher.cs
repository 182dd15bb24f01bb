using Dcai.Api;
using Dcai.ReviewGateway.Uploads;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Buckets;

/// <summary>All buckets whose images go into datasets.</summary>
internal sealed class BucketWatcher : BackgroundService
{
    private readonly IReadOnlyList<WatchedBucket> _buckets;
    private readonly IReadOnlyList<BucketQueue> _queues;
    private readonly IHostApplicationLifetime _lifetime;

    public BucketWatcher(IOptions<GatewayOptions> options, ArrivalIntake intake, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<BucketWatcher> logger)
    {
        _buckets = [.. options.Value.Buckets.Select(bucket => new WatchedBucket(bucket, intake, time, logger))];
        _queues =
        [
            .. options.Value.Buckets.Where(bucket => bucket.EventsUrl.Length > 0)
                .Select(bucket => new BucketQueue(bucket, message => Hint(bucket.Dataset, BucketEvents.Read(message)), time, logger)),
        ];
        _lifetime = lifetime;
    }

    /// <summary>Notes what a notification says.</summary>
    public BucketHints Hint(string datasetId, IReadOnlyList<(string Bucket, string Key, string Mark)?> records)
    {
        var noted = records.Count(record => record is { } found && _buckets.Aggregate(false, (any, bucket) => bucket.Hint(datasetId, found.Bucket, found.Key, found.Mark) || any));
        return new BucketHints { Noted = noted, Ignored = records.Count - noted };
    }

    public override void Dispose()
    {
        foreach (var bucket in _buckets)
        {
            bucket.Dispose();
        }

        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is sent before the bus has its queues is lost without an error.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = _lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
        await Task.WhenAll([.. _buckets.Select(bucket => bucket.RunAsync(stoppingToken)), .. _queues.Select(queue => queue.RunAsync(stoppingToken))]);
    }
}
