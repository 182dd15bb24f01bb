using System.Collections.Concurrent;
using Dcai.Contracts;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>The latest word on each piece of work, in memory: it may be lost, as the events may.</summary>
public sealed class ProgressBoard(TimeProvider time)
{
    /// <summary>A worker tells at most once a second; one that has been silent for so long has stopped or died.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Entry>> _datasets = new(StringComparer.Ordinal);

    public void Note(WorkProgressed progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        _datasets.GetOrAdd(progress.DatasetId, _ => new(StringComparer.Ordinal))[progress.CommandId] = new Entry(progress, time.GetUtcNow());
    }

    /// <summary>What was told of the commands that are outstanding, by name.</summary>
    internal IReadOnlyList<Entry> Of(string datasetId, IReadOnlyDictionary<string, string> outstanding)
    {
        if (!_datasets.TryGetValue(datasetId, out var entries))
        {
            return [];
        }

        var youngest = time.GetUtcNow() - Kept;
        foreach (var (commandId, entry) in entries)
        {
            if (entry.At < youngest)
            {
                entries.TryRemove(new KeyValuePair<string, Entry>(commandId, entry));
            }
        }

        return [.. entries.Values
            .Where(entry => outstanding.ContainsKey(entry.Progress.CommandId))
            .OrderBy(entry => entry.Progress.Name, StringComparer.Ordinal)];
    }

    internal sealed record Entry(WorkProgressed Progress, DateTimeOffset At);
}
