using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Spectre.Console;

namespace Dcai.Cli.Commands;

/// <summary>How well and how fast people decide.</summary>
internal static class ReviewersCommand
{
    private static readonly string[] Columns = ["decisions", "s each", "gold", "right"];

    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("reviewers", "How well and how fast a dataset's reviewers decide, and how far they agree.") { dataset, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var list = await client.ReviewersAsync(parsed.GetValue(dataset)!, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(list);
                return DcaiCommandLine.Succeeded;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumn("reviewer");
            foreach (var column in Columns)
            {
                table.AddColumn(new TableColumn(column).RightAligned());
            }

            foreach (var reviewer in list.Reviewers)
            {
                table.AddRow(
                    Markup.Escape(reviewer.Simulated ? $"{reviewer.Reviewer} (simulated)" : reviewer.Reviewer),
                    reviewer.Decisions.ToString(CultureInfo.InvariantCulture),
                    Number(reviewer.SecondsPerDecision, "0.0"),
                    reviewer.Gold.ToString(CultureInfo.InvariantCulture),
                    Number(reviewer.GoldAccuracy, "0.000"));
            }

            context.Terminal.Console.Write(table);
            if (list.Agreement is { } agreement)
            {
                Show(context.Terminal, agreement);
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static void Show(Terminal terminal, AgreementReport agreement)
    {
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture, $"{agreement.Measure}'s kappa {Number(agreement.Kappa, "0.000")} on {agreement.Items} items of {agreement.RatingsPerItem} reviewers each"));
        foreach (var one in agreement.Classes)
        {
            terminal.Line($"  {one.Class}: {Number(one.Kappa, "0.000")}");
        }
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
