using System.CommandLine;
using System.Globalization;

namespace Dcai.Cli.Commands;

/// <summary>Whether a dataset's certificates rest on decisions that are there.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var images = new Option<bool>("--images") { Description = "Read every decided image as well, and check its digest." };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("audit", "Check that every certified or removed image has its decisions, and that none is missing or altered. Exit code 1 where something is wrong.") { dataset, images, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var report = await client.AuditAsync(parsed.GetValue(dataset)!, parsed.GetValue(images), cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(report);
            }
            else
            {
                foreach (var finding in report.Findings)
                {
                    context.Terminal.Line(finding);
                }

                var outcome = report.Findings.Count == 0 ? "nothing is wrong" : $"{report.Findings.Count.ToString(CultureInfo.InvariantCulture)} findings";
                context.Terminal.Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"snapshot {report.SnapshotVersion}: {report.Samples} decided images, {report.Reviews} reviews, {report.Decisions} decisions; {outcome}"));
            }

            return report.Findings.Count == 0 ? DcaiCommandLine.Succeeded : DcaiCommandLine.Failed;
        });
        return command;
    }
}
