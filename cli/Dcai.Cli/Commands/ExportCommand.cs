using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Dcai.Cli.Export;
using Dcai.Cli.Gateway;

namespace Dcai.Cli.Commands;

/// <summary>A certified dataset as folders with certificates.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var directory = new Argument<string>("DIR") { Description = "An empty or missing folder, or an earlier export of the same." };
        var release = new Option<int?>("--release") { Description = "The release; the newest unless given.", HelpName = "N" };
        var snapshot = new Option<int?>("--snapshot") { Description = "Everything that this snapshot has certified, released or not.", HelpName = "N" };
        var model = new Option<bool>("--model") { Description = "The trained model instead of the images: weights, card and preprocessing." };
        var round = new Option<int?>("--round") { Description = "With --model: the auxiliary model of this round instead of the release's.", HelpName = "N" };
        var format = new Option<string>("--format")
        {
            Description = "imagefolder: part/class/image; webdataset: tar shards of 1000 images; coco: images and annotations/part.json; huggingface: part/class/image with metadata.jsonl.",
            DefaultValueFactory = _ => ExportFormats.ImageFolder,
        };
        format.AcceptOnlyFromAmong(ExportFormats.All);
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("export", $"Write a certified dataset into a folder, with {DatasetExport.CertificatesFile} (who certified what in which round), {CroissantMetadata.File} and {ExportManifest.File}, which dcai verify compares; or, with --model, a trained model.")
        {
            dataset, directory, release, snapshot, model, round, format, json,
        };
        gateway.AddTo(command);
        command.Validators.Add(result =>
        {
            if (new[] { result.GetValue(release), result.GetValue(snapshot), result.GetValue(round) }.Count(one => one is not null) > 1)
            {
                result.AddError("--release, --snapshot and --round do not go together: export one of them");
            }
            else if (result.GetValue(model) && result.GetValue(snapshot) is not null)
            {
                result.AddError("a snapshot has no model: name a release or a --round");
            }
            else if (!result.GetValue(model) && result.GetValue(round) is not null)
            {
                result.AddError("--round goes with --model: the images of a round are those of a --snapshot");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var datasetId = parsed.GetValue(dataset)!;
            var target = Path.GetFullPath(parsed.GetValue(directory)!);
            if (parsed.GetValue(model))
            {
                return await ExportModelAsync(context, client, datasetId, parsed.GetValue(release), parsed.GetValue(round), target, parsed.GetValue(json), cancellationToken);
            }

            var contents = (parsed.GetValue(snapshot) is { } version
                ? await OfSnapshotAsync(client, datasetId, version, cancellationToken)
                : await OfReleaseAsync(client, datasetId, parsed.GetValue(release), cancellationToken)) with
            { Format = parsed.GetValue(format)! };
            var certificates = contents.Release is { } number
                ? client.CertificatesAsync(datasetId, number, cancellationToken)
                : client.SnapshotCertificatesAsync(datasetId, contents.Snapshot!.Value, cancellationToken);
            var summary = await new DatasetExport(new GatewayImages(client, datasetId)).WriteAsync(contents, certificates, target, progress: null, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(new
                {
                    contents.Dataset,
                    contents.Release,
                    contents.Snapshot,
                    contents.ContentDigest,
                    contents.Format,
                    Images = summary.Images(),
                    summary.Erased,
                    summary.ManifestSha256,
                    Directory = target,
                });
            }
            else
            {
                context.Terminal.Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{summary.Images()} images with certificates in {target}{(summary.Erased == 0 ? "" : $"; {summary.Erased} certified ones were erased since")} (manifest {summary.ManifestSha256})"));
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    internal static async Task<ExportContents> OfReleaseAsync(GatewayClient client, string datasetId, int? wanted, CancellationToken cancellationToken)
    {
        var releases = (await client.ReleasesAsync(datasetId, cancellationToken)).Releases;
        var release = releases.LastOrDefault(one => wanted is null || one.Release == wanted);
        return release is null
            ? throw new CommandFailedException(wanted is null
                ? $"{datasetId} has no release yet: see ./dcai status {datasetId}, or export what is certified so far with --snapshot N (./dcai snapshots {datasetId} lists them)"
                : $"{datasetId} has no release {wanted}: it has {(releases.Count == 0 ? "none yet" : $"1 to {releases[^1].Release}")}")
            : new ExportContents
            {
                Dataset = datasetId,
                Release = release.Release,
                ContentDigest = release.ContentDigest,
                Classes = (await client.SettingsAsync(datasetId, cancellationToken)).Settings.Classes,
                Licence = release.Licence,
                Recipe = release.Recipe,
            };
    }

    private static async Task<int> ExportModelAsync(
        CommandContext context, GatewayClient client, string datasetId, int? release, int? round, string target, bool json, CancellationToken cancellationToken)
    {
        var export = new ModelExport(client);
        var files = round is { } number
            ? await export.WriteRoundAsync(datasetId, number, target, cancellationToken)
            : await export.WriteReleaseAsync(
                datasetId, release ?? await NewestAsync(client, datasetId, cancellationToken), target, cancellationToken);
        if (json)
        {
            context.Terminal.Json(new { Dataset = datasetId, Directory = target, Files = files });
        }
        else
        {
            context.Terminal.Line($"{string.Join(", ", files)} in {target}");
        }

        return DcaiCommandLine.Succeeded;
    }

    private static async Task<int> NewestAsync(GatewayClient client, string datasetId, CancellationToken cancellationToken) =>
        (await client.ReleasesAsync(datasetId, cancellationToken)).Releases is [.., var newest]
            ? newest.Release
            : throw new CommandFailedException($"{datasetId} has no release yet: see ./dcai status {datasetId}, or export the model of a round with --round N");

    private static async Task<ExportContents> OfSnapshotAsync(GatewayClient client, string datasetId, int wanted, CancellationToken cancellationToken)
    {
        var snapshots = (await client.SnapshotsAsync(datasetId, cancellationToken)).Snapshots;
        SnapshotSummary? snapshot = snapshots.FirstOrDefault(one => one.Version == wanted);
        if (snapshot is null)
        {
            throw new CommandFailedException($"{datasetId} has no snapshot {wanted}: ./dcai snapshots {datasetId} lists them");
        }

        var settings = (await client.SettingsAsync(datasetId, cancellationToken)).Settings;
        return new ExportContents
        {
            Dataset = datasetId,
            Snapshot = wanted,
            ContentDigest = snapshot.ContentDigest,
            Classes = settings.Classes,
            Licence = settings.Release.Licence.Length == 0 ? null : settings.Release.Licence,
        };
    }
}
