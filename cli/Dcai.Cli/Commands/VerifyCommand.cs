using System.CommandLine;
using System.Globalization;
using Dcai.Cli.Export;

namespace Dcai.Cli.Commands;

/// <summary>Whether an exported folder still is what was exported.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandContext context)
    {
        var directory = new Argument<string>("DIR") { Description = "A folder that dcai export has written." };
        var json = CommonArguments.Json();
        var command = new Command("verify", $"Compare an exported folder with its {ExportManifest.File}, without a server: missing, damaged and extra files, a line each.") { directory, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = Path.GetFullPath(parsed.GetValue(directory)!);
            var summary = await ExportVerification.ReadAsync(target, cancellationToken);
            var differences = new List<string>();
            await foreach (var difference in ExportVerification.DifferencesAsync(target, cancellationToken))
            {
                differences.Add(difference);
                if (!parsed.GetValue(json))
                {
                    context.Terminal.Line(difference);
                }
            }

            if (parsed.GetValue(json))
            {
                context.Terminal.Json(new { Directory = target, summary.Contents, Images = summary.Images(), summary.Files, summary.ManifestSha256, Differences = differences });
            }

            if (differences.Count > 0)
            {
                throw new CommandFailedException(string.Create(CultureInfo.InvariantCulture, $"{target} is not what was exported: {differences.Count} of {summary.Files} files differ"));
            }

            if (!parsed.GetValue(json))
            {
                context.Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{summary.Contents.Name}: {summary.Images()} images, {summary.Files} files, all as they were exported (manifest {summary.ManifestSha256})"));
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }
}
