using System.CommandLine;
using System.Globalization;
using Dcai.Api;

namespace Dcai.Cli.Commands;

/// <summary>Removes what nobody needs any more.</summary>
internal static class GcCommand
{
    public static Command Create(CommandContext context)
    {
        var dataset = new Argument<string?>("DATASET")
        {
            Description = "Only the works of this dataset; without it those of all, and the blobs, which datasets share.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var days = new Option<int>("--older-than") { Description = "Leave what is younger; at least 1.", HelpName = "DAYS", DefaultValueFactory = _ => 7 };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count what would go." };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("gc", "Remove checkpoints, results of generations that are over, dead letters, and blobs that no document of any dataset names.") { dataset, days, dryRun, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var report = await LongReports.LastAsync(
                client.SweepAsync(parsed.GetValue(dataset), parsed.GetValue(days), parsed.GetValue(dryRun), cancellationToken),
                report => report.Problem, report => report.Done, follow: null);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(report);
            }
            else
            {
                Print(context.Terminal, report);
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static void Print(Terminal terminal, SweepReport report)
    {
        terminal.Line($"{(report.DryRun ? "would remove" : "removed")} what is older than {report.OlderThanDays.ToString(CultureInfo.InvariantCulture)} days:");
        terminal.Line($"  checkpoints  {ByteText.Of(report.Checkpoints)}");
        terminal.Line($"  results      {ByteText.Of(report.Results)}");
        terminal.Line($"  dead letters {ByteText.Of(report.DeadLetters)}");
        if (report.BlobsLooked > 0)
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  blobs        {ByteText.Of(report.Blobs)}, of {report.BlobsLooked}"));
        }
    }
}
