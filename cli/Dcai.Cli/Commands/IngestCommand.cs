using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Dcai.Cli.Images;

namespace Dcai.Cli.Commands;

/// <summary>Adds images to a dataset.</summary>
internal static class IngestCommand
{
    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var source = new Argument<string>("SOURCE") { Description = "A folder (class/image or split/class/image) or a CSV file (path,label or path,label,split)." };
        var origin = new Option<string>("--origin") { Description = "ingested, or gathered on purpose after the first release.", DefaultValueFactory = _ => "ingested" };
        origin.AcceptOnlyFromAmong("ingested", "gathered");
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("ingest", "Add images to a dataset. The same images again are the same images.") { dataset, source, origin, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var datasetId = parsed.GetValue(dataset)!;
            await client.SettingsAsync(datasetId, cancellationToken);
            var images = await ImageSet.ReadAsync(parsed.GetValue(source)!, cancellationToken);
            var why = parsed.GetValue(origin) == "gathered" ? UploadOrigin.Gathered : UploadOrigin.Ingested;
            var receipts = await Uploader.UploadAsync(client, datasetId, images, why, progress: null, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(receipts);
            }
            else
            {
                var known = receipts.Count(receipt => receipt.AlreadyIngested);
                context.Terminal.Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{images.Images.Count} files accepted in {receipts.Count} uploads{(known > 0 ? $", {known} of which were ingested before" : "")}; ./dcai status {datasetId} shows what becomes of them"));
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }
}
