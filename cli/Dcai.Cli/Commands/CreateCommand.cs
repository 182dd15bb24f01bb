using System.CommandLine;
using Dcai.Api;
using Dcai.Cli.Images;

namespace Dcai.Cli.Commands;

/// <summary>A new dataset.</summary>
internal static class CreateCommand
{
    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var classes = new Option<string?>("--classes") { Description = "Class names, separated by commas.", HelpName = "A,B,…" };
        var from = new Option<string?>("--from") { Description = "Take the class names from a folder (class/image or split/class/image) or CSV file.", HelpName = "DIR" };
        var profile = CommonArguments.Profile();
        var seed = CommonArguments.Seed();
        var set = CommonArguments.Set();
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("create", "Create a dataset.") { dataset, classes, from, profile, seed, set, json };
        gateway.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(classes) is null == result.GetValue(from) is null)
            {
                result.AddError("give the classes with --classes or with --from, one of them");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<string> names = parsed.GetValue(classes) is { } list
                ? [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
                : (await ImageSet.ReadAsync(parsed.GetValue(from)!, cancellationToken)).Classes;
            var settings = SettingsEditor.Apply(Profiles.Of(parsed.GetValue(profile)!, names, parsed.GetValue(seed)), parsed.GetValue(set)!);
            using var client = gateway.Connect(parsed, context);
            var request = new CreateDataset { DatasetId = parsed.GetValue(dataset)!, Settings = settings };
            var created = await client.CreateAsync(request, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(created);
            }
            else
            {
                context.Terminal.Line($"{request.DatasetId}: {settings.Classes.Count} classes, profile {settings.Profile}; next: ./dcai ingest {request.DatasetId} DIR");
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }
}
