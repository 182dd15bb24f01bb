using System.Globalization;
using Dcai.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dcai.Cli.Progress;

/// <summary>The workers, and when they were asked for.</summary>
internal sealed record WorkerView(IReadOnlyList<WorkerStatus> Workers, DateTimeOffset Now);

/// <summary>Draws who works, where, and at what.</summary>
internal static class WorkerTable
{
    public static IRenderable Of(WorkerView view)
    {
        if (view.Workers.Count == 0)
        {
            return new Text("no worker has given a sign of life within 45 seconds\n");
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("worker", "host", "process", "doing", "for", "memory");
        foreach (var worker in view.Workers)
        {
            table.AddRow(
                Markup.Escape(worker.Service),
                Markup.Escape(worker.Host),
                worker.ProcessId.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(worker.Tasks.Count == 0 ? "waiting" : string.Join('\n', worker.Tasks.Select(Say))),
                string.Join('\n', worker.Tasks.Select(task => StatusLine.Clock(Age(view.Now, task.Since)))),
                string.Create(CultureInfo.InvariantCulture, $"{worker.ResidentBytes / (1024.0 * 1024):0} MiB"));
        }

        return table;
    }

    private static string Say(WorkerTask task)
    {
        var count = task.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" × {task.Count}") : "";
        var round = task.Round is > 0 ? string.Create(CultureInfo.InvariantCulture, $" round {task.Round}") : "";
        return $"{task.Command}{count}, {task.DatasetId}{round}";
    }

    /// <summary>The worker's clock may be ahead of this one.</summary>
    private static TimeSpan Age(DateTimeOffset now, DateTimeOffset since) => now > since ? now - since : TimeSpan.Zero;
}
