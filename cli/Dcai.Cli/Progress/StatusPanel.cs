using System.Globalization;
using Dcai.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dcai.Cli.Progress;

/// <summary>Draws where datasets stand, to be redrawn in place.</summary>
internal static class StatusPanel
{
    private const int BarWidth = 40;

    public static IRenderable Of(IReadOnlyList<DatasetStatus> statuses, RemainingTime remaining, WorkerView? workers = null) =>
        new Rows(statuses.Select(status => (IRenderable)Of(status, remaining)).Concat(workers is null ? [] : [WorkerTable.Of(workers)]));

    private static Panel Of(DatasetStatus status, RemainingTime remaining)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn().AddColumn();
        var state = status.Round > 0
            ? string.Create(CultureInfo.InvariantCulture, $"round {status.Round}: {StateNames.Say(status.State)}")
            : StateNames.Say(status.State);
        grid.AddRow("state", Markup.Escape(state), Markup.Escape(status.SuspendedBecause ?? ""));
        if (status.UploadsWaiting + status.BatchesWaiting > 0)
        {
            grid.AddRow("ingest", string.Create(CultureInfo.InvariantCulture, $"{status.UploadsWaiting} uploads, {status.BatchesWaiting} batches to fold in"), "");
        }

        if (status.Counts.Samples > 0)
        {
            var decided = (double)(status.Counts.Certified + status.Counts.Removed) / status.Counts.Samples;
            grid.AddRow("certified", Bar(decided), Markup.Escape(StatusLine.Certified(status.Counts)));
        }

        foreach (var work in status.Progress)
        {
            grid.AddRow(Markup.Escape(work.Activity), Bar(work.Fraction), Markup.Escape(StatusLine.Work(work, remaining.Of(work))));
        }

        foreach (var queue in status.Outstanding)
        {
            grid.AddRow("queue", Markup.Escape(queue.Command), Markup.Escape(StatusLine.Queue(queue)));
        }

        if (status.SlowestStep is { } slowest)
        {
            grid.AddRow("slowest", Markup.Escape(StatusLine.Slowest(slowest)), "");
        }

        return new Panel(grid).Header(Markup.Escape($" {status.DatasetId} ")).RoundedBorder();
    }

    private static string Bar(double fraction)
    {
        var full = (int)Math.Round(BarWidth * Math.Clamp(fraction, 0, 1));
        return $"[green]{new string('━', full)}[/][grey]{new string('─', BarWidth - full)}[/]";
    }
}
