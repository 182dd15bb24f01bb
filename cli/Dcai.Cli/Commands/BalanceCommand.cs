using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Spectre.Console;

namespace Dcai.Cli.Commands;

/// <summary>What the next release would balance, and why.</summary>
internal static class BalanceCommand
{
    private static readonly string[] Columns = ["class", "certified", "balanced", "surplus", "of it back from surplus"];

    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show it. Without it the command refuses: releases are balanced by the flow, when every image is decided." };
        var snapshot = new Option<int?>("--snapshot") { Description = "The snapshot; the newest unless given.", HelpName = "N" };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("balance", "Explain what a release would balance: each image that would go to surplus or come back, and why.") { dataset, dryRun, snapshot, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!parsed.GetValue(dryRun))
            {
                throw new UsageException("dcai balance changes nothing by itself: add --dry-run to see what the next release would balance");
            }

            using var client = gateway.Connect(parsed, context);
            var preview = await client.PreviewBalanceAsync(parsed.GetValue(dataset)!, parsed.GetValue(snapshot), cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(preview);
                return DcaiCommandLine.Succeeded;
            }

            Show(context.Terminal, preview);
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static void Show(Terminal terminal, BalancePreview preview)
    {
        foreach (var move in preview.Moves)
        {
            terminal.Line($"{move.SampleId[..CommonArguments.ShownDigits]}  '{move.Label}'  {Words(move.From)} → {Words(move.To)}: {move.Why}");
        }

        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(Columns[0]);
        foreach (var column in Columns[1..])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var one in preview.Classes)
        {
            int[] numbers = [one.Certified, one.Balanced, one.Surplus, one.Returned];
            table.AddRow([Markup.Escape(one.Label), .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]);
        }

        terminal.Console.Write(table);
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"snapshot {preview.SnapshotVersion}, compared with {(preview.LastRelease == 0 ? "no release yet" : $"release {preview.LastRelease}")}: {preview.MoveCount} images move (policy {preview.Policy}); nothing was changed"));
        if (preview.Uncertified > 0)
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{preview.Uncertified} images are not decided yet: a release waits for them, and they may change this"));
        }
    }

    private static string Words(BalancePlace place) => place switch
    {
        BalancePlace.New => "new",
        BalancePlace.Balanced => "balanced",
        _ => "surplus",
    };
}
