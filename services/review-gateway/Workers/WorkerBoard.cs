using System.Collections.Concurrent;
using Dcai.Contracts;

namespace Dcai.ReviewGateway.Workers;

/// <summary>The latest word of each worker, in memory: it may be lost, as the events may.</summary>
public sealed class WorkerBoard(TimeProvider time)
{
    /// <summary>A worker tells every ten seconds; one that has been silent for so long has stopped or died.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(45);

    private readonly ConcurrentDictionary<string, Entry> _workers = new(StringComparer.Ordinal);

    public void Note(WorkerReported report)
    {
        ArgumentNullException.ThrowIfNull(report);
        _workers[report.Instance] = new Entry(report, time.GetUtcNow());
        Forget();
    }

    /// <summary>How many commands of a kind the workers are carrying out for a dataset.</summary>
    public int Running(string datasetId, string command) => Alive()
        .SelectMany(entry => entry.Report.Activities)
        .Where(activity => activity.DatasetId == datasetId && activity.Command == command)
        .Sum(activity => activity.Count);

    /// <summary>Who has told lately, by service, host and process.</summary>
    internal IReadOnlyList<Entry> Alive()
    {
        Forget();
        return [.. _workers.Values
            .OrderBy(entry => entry.Report.Service, StringComparer.Ordinal)
            .ThenBy(entry => entry.Report.Host, StringComparer.Ordinal)
            .ThenBy(entry => entry.Report.ProcessId)];
    }

    private void Forget()
    {
        var youngest = time.GetUtcNow() - Kept;
        foreach (var worker in _workers.Where(worker => worker.Value.At < youngest))
        {
            _workers.TryRemove(worker);
        }
    }

    internal sealed record Entry(WorkerReported Report, DateTimeOffset At);
}
