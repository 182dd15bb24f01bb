using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Dcai.Cli.Commands;

/// <summary>A dataset's history.</summary>
internal static class SnapshotsCommand
{
    private static readonly string[] Columns = ["snapshot", "samples", "uncertified", "certified", "removed", "conflicts"];

    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("snapshots", "A dataset's history, the oldest first.") { dataset, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var list = await client.SnapshotsAsync(parsed.GetValue(dataset)!, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(list.Snapshots);
                return DcaiCommandLine.Succeeded;
            }

            var table = new Table().Border(TableBorder.Simple);
            foreach (var column in Columns)
            {
                table.AddColumn(new TableColumn(column).RightAligned());
            }

            table.AddColumn("folded in").AddColumn("content");
            foreach (var snapshot in list.Snapshots)
            {
                int[] numbers = [snapshot.Version, snapshot.Counts.Samples, snapshot.Counts.Uncertified, snapshot.Counts.Certified, snapshot.Counts.Removed, snapshot.Counts.Conflicts];
                var folded = snapshot.Reviews.Count > 0
                    ? $"reviews {string.Join(", ", snapshot.Reviews)}"
                    : string.Create(CultureInfo.InvariantCulture, $"{snapshot.Batches.Count} batches");
                table.AddRow([
                    .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)), Markup.Escape(folded), Shorten(snapshot.ContentDigest)]);
            }

            context.Terminal.Console.Write(table);
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static string Shorten(string digest)
    {
        var digits = digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return digits[..Math.Min(CommonArguments.ShownDigits, digits.Length)];
    }
}
