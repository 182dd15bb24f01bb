using Dcai.Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Dcai.Work;

/// <summary>Tells how far long works have come: at most one message a second and command, never awaited, dropped without harm.</summary>
public sealed class ProgressReporter(IBus bus, TimeProvider time, ILogger<ProgressReporter> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Far more than work at once: forgetting the others costs a message too many, remembering them would cost memory for ever.</summary>
    private const int MostRemembered = 1024;

    private readonly Dictionary<string, long> _reported = new(StringComparer.Ordinal);

    /// <summary>Publishes the progress unless the command's last one is younger than a second; the end is always told. Returns at once.</summary>
    public void Report(WorkProgressed progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var now = time.GetTimestamp();
        lock (_reported)
        {
            if (_reported.TryGetValue(progress.CommandId, out var last) && time.GetElapsedTime(last, now) < Interval)
            {
                return;
            }

            if (_reported.Count == MostRemembered)
            {
                _reported.Clear();
            }

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
