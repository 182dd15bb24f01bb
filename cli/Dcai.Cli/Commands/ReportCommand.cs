using System.CommandLine;
using Dcai.Api;
using Dcai.Cli.Export;
using Dcai.Cli.Gateway;
using Dcai.Cli.Reports;

namespace Dcai.Cli.Commands;

/// <summary>What a release is and how it came to be.</summary>
internal static class ReportCommand
{
    private const string Markdown = "markdown";
    private const string Html = "html";
    private const string Json = "json";

    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var release = new Option<int?>("--release") { Description = "The release; the newest with a report unless given.", HelpName = "N" };
        var format = new Option<string>("--format") { Description = "markdown: tables; html: one page with plots; json: for scripts.", DefaultValueFactory = _ => Markdown };
        format.AcceptOnlyFromAmong(Markdown, Html, Json);
        var output = new Option<string?>("--out") { Description = "The file to write; printed unless given.", HelpName = "FILE" };
        var sheet = new Option<string?>("--sheet") { Description = "A PNG to write as well: the largest groups of images that look alike by now, a row for each.", HelpName = "FILE" };
        var gateway = new GatewayOptionSet();
        var command = new Command("report", "The report of a release: rounds, evaluations, review effort, and all that is needed to repeat it.")
        {
            dataset, release, format, output, sheet,
        };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var datasetId = parsed.GetValue(dataset)!;
            var report = await client.ReportAsync(datasetId, await ChooseAsync(client, datasetId, parsed.GetValue(release), cancellationToken), cancellationToken);
            var text = Text(report, await client.ArrivalsAsync(datasetId, report.Release.Version, cancellationToken), parsed.GetValue(format)!);
            if (parsed.GetValue(output) is { } file)
            {
                await ExportFolder.WriteAsync(Path.GetFullPath(file), text, cancellationToken);
                context.Terminal.Line($"report: {Path.GetFullPath(file)}");
            }
            else
            {
                context.Terminal.Out.Write(text);
            }

            if (parsed.GetValue(sheet) is { } picture)
            {
                await WriteSheetAsync(client, datasetId, Path.GetFullPath(picture), cancellationToken);
                context.Terminal.Error.WriteLine($"sheet: {Path.GetFullPath(picture)}");
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static async Task WriteSheetAsync(GatewayClient client, string datasetId, string path, CancellationToken cancellationToken)
    {
        using var picture = new MemoryStream();
        await client.CopyLookalikeSheetAsync(datasetId, picture, cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, picture.ToArray(), cancellationToken);
    }

    private static string Text(CurationReport report, ArrivalSummary arrivals, string format) => format switch
    {
        Html => ReportHtml.Write(report, arrivals),
        Json => ReportFiles.Json(report, arrivals),
        _ => ReportMarkdown.Write(report, arrivals),
    };

    private static async Task<int> ChooseAsync(GatewayClient client, string datasetId, int? wanted, CancellationToken cancellationToken)
    {
        if (wanted is { } release)
        {
            return release;
        }

        var newest = (await client.ReleasesAsync(datasetId, cancellationToken)).Releases.LastOrDefault(one => one.Evaluated);
        return newest?.Release ?? throw new CommandFailedException($"{datasetId} has no evaluated release yet: see ./dcai status {datasetId}");
    }
}
