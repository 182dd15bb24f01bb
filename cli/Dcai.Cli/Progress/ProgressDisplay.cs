using Dcai.Api;
using Spectre.Console;

namespace Dcai.Cli.Progress;

/// <summary>Shows statuses as they change: redrawn in place for a person, a line at a time for a file.</summary>
internal sealed class ProgressDisplay(Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    private readonly RemainingTime _remaining = new(time);
    private readonly Dictionary<string, (string Step, long At)> _said = new(StringComparer.Ordinal);
    private readonly long _begun = time.GetTimestamp();

    /// <summary>Shown below the datasets to a person; null for none.</summary>
    public WorkerView? Workers { get; set; }

    /// <param name="work">Gets what shows the newest statuses.</param>
    public async Task<T> RunAsync<T>(Func<Action<IReadOnlyList<DatasetStatus>>, Task<T>> work)
    {
        if (!terminal.Interactive)
        {
            return await work(Say);
        }

        return await terminal.Console.Live(new Text("")).AutoClear(true).StartAsync(live => work(statuses =>
        {
            live.UpdateTarget(StatusPanel.Of(statuses, _remaining, Workers));
            live.Refresh();
        }));
    }

    private void Say(IReadOnlyList<DatasetStatus> statuses)
    {
        foreach (var status in statuses)
        {
            // One line when something begins, and one now and then while it lasts.
            var step = $"{status.State} {status.Round} {string.Join(' ', status.Progress.Select(work => $"{work.Activity} {work.Name}"))}";
            if (_said.TryGetValue(status.DatasetId, out var said) && said.Step == step
                && (time.GetElapsedTime(said.At) < BetweenLines || status.Progress.Count == 0))
            {
                continue;
            }

            _said[status.DatasetId] = (step, time.GetTimestamp());
            var name = statuses.Count > 1 ? $"{status.DatasetId}: " : "";
            terminal.Line($"[{StatusLine.Clock(time.GetElapsedTime(_begun))}] {name}{StatusLine.Of(status, _remaining)}");
        }
    }
}
