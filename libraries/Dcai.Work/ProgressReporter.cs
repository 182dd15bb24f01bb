using System.Collections.Concurrent;
using Dcai.Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Dcai.Work;

/// <summary>Tells how far long works have come: at most one message a second and command, never awaited, dropped without harm.</summary>
public sealed class ProgressReporter(IBus bus, TimeProvider time, ILogger<ProgressReporter> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _reported = new(StringComparer.Ordinal);

    /// <summary>Publishes the progress unless the command's last one is younger than a second; the end is always told. Returns at once.</summary>
    public void Report(WorkProgressed progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var now = time.GetTimestamp();
        if (progress.Fraction >= 1)
        {
            _reported.TryRemove(progress.CommandId, out _);
        }
        else if (_reported.TryGetValue(progress.CommandId, out var last) && time.GetElapsedTime(last, now) < Interval)
        {
            return;
        }
        else
        {
            _reported[progress.CommandId] = now;
        }

        _ = PublishAsync(progress);
    }

    private async Task PublishAsync(WorkProgressed progress)
    {
        try
        {
            await bus.Publish(progress).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever kept this message from leaving must not stop the work that it tells of.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogDebug(exception, "Progress of {CommandId} was not published", progress.CommandId);
        }
    }
}
