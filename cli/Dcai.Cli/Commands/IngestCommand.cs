using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Dcai.Cli.Images;
using Dcai.Fingerprints.Sources;

namespace Dcai.Cli.Commands;

/// <summary>Adds images to a dataset.</summary>
internal static class IngestCommand
{
    private const int MostShown = 20;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var source = new Argument<string>("SOURCE")
        {
            Description = "A folder, an archive (.tar, .tar.gz, .tgz, .zip), a list (.csv of path,label[,split] or .jsonl of the same), or s3://bucket/prefix.",
        };
        var origin = new Option<string>("--origin") { Description = "ingested, or gathered on purpose after the first release.", DefaultValueFactory = _ => "ingested" };
        origin.AcceptOnlyFromAmong("ingested", "gathered");
        var labels = new Option<string>("--labels")
        {
            Description = "What a name says: folders (class/image, split/class/image), none (no labels; the model proposes them), or a pattern of names such as '{label}_*.png'. A list says it itself.",
            DefaultValueFactory = _ => "folders",
            HelpName = "RULE",
        };
        var strangers = new Option<string>("--unknown-classes")
        {
            Description = "Images of classes that the dataset does not have: out (they wait outside) or unlabelled (they go in, and reviewers say what they are).",
            DefaultValueFactory = _ => "out",
        };
        strangers.AcceptOnlyFromAmong("out", "unlabelled");
        var watch = new Option<bool>("--watch") { Description = "Keep looking at the folder until Ctrl-C, and take what is new." };
        var endpoint = new Option<string?>("--endpoint") { Description = $"Address of the S3 server (or {SourceFinder.EndpointVariable}); its keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.", HelpName = "URL" };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("ingest", "Add images to a dataset. The same images again are the same images.") { dataset, source, origin, labels, strangers, watch, endpoint, json };
        gateway.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(watch) && (result.GetValue(json) || !Directory.Exists(result.GetValue(source))))
            {
                result.AddError("--watch wants a folder, and goes without --json");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var datasetId = parsed.GetValue(dataset)!;
            using var found = new SourceFinder(context.Environment).Find(parsed.GetValue(source)!, LabelRule.Named(parsed.GetValue(labels)!), parsed.GetValue(endpoint));
            var why = parsed.GetValue(origin) == "gathered" ? UploadOrigin.Gathered : UploadOrigin.Ingested;
            var uploader = new StreamingUploader(client, datasetId, found.Name, why, parsed.GetValue(strangers) == "unlabelled", TimeProvider.System);
            if (parsed.GetValue(watch))
            {
                await WatchAsync(context, uploader, new WatchedFolderSource((FolderSource)found.Images, BetweenLooks, TimeProvider.System), cancellationToken);
                return DcaiCommandLine.Succeeded;
            }

            var outcome = await uploader.RunAsync(found.Images, leftOut: null, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(outcome);
            }
            else
            {
                Tell(context.Terminal, datasetId, outcome);
            }

            return outcome.Accepted > 0
                ? DcaiCommandLine.Succeeded
                : throw new CommandFailedException($"nothing of {parsed.GetValue(source)} was taken: it holds no image that can be, of {outcome.LeftOutCount} files");
        });
        return command;
    }

    private static async Task WatchAsync(CommandContext context, StreamingUploader uploader, WatchedFolderSource source, CancellationToken cancellationToken)
    {
        try
        {
            await uploader.RunAsync(source, file => context.Terminal.Error.WriteLine($"left out: {file.Name}: {file.Reason}"), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            context.Terminal.Line("stopped watching; the same command goes on");
        }
    }

    private static void Tell(Terminal terminal, string datasetId, IngestOutcome outcome)
    {
        foreach (var file in outcome.LeftOut.Take(MostShown))
        {
            terminal.Line($"left out: {file.Name}: {file.Reason}");
        }

        if (outcome.LeftOutCount > MostShown)
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"left out: {outcome.LeftOutCount - MostShown} more; --json names them"));
        }

        var known = outcome.Uploads.Count(receipt => receipt.AlreadyIngested);
        var again = known > 0 ? string.Create(CultureInfo.InvariantCulture, $", {known} of which were ingested before") : "";
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.Accepted} files accepted in {outcome.Uploads.Count} uploads{again}; ./dcai status {datasetId} shows what becomes of them"));
    }
}
