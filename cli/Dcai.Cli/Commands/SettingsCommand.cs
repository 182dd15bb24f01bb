using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Dcai.Cli.Commands;

/// <summary>Shows and changes a dataset's settings.</summary>
internal static class SettingsCommand
{
    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var set = CommonArguments.Set();
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("settings", "Show a dataset's settings, or change some of them in a new version.") { dataset, set, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var datasetId = parsed.GetValue(dataset)!;
            var current = await client.SettingsAsync(datasetId, cancellationToken);
            if (parsed.GetValue(set) is { Length: > 0 } changes)
            {
                current = await client.ChangeSettingsAsync(datasetId, SettingsEditor.Apply(current.Settings, changes), cancellationToken);
            }

            if (parsed.GetValue(json))
            {
                context.Terminal.Json(current);
            }
            else
            {
                Show(context.Terminal, current);
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static void Show(Terminal terminal, Api.SettingsVersion current)
    {
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"version {current.Version}{(current.TestSetDigest is null ? "" : $", test set {current.TestSetDigest[..12]}")}"));
        foreach (var member in JsonSerializer.SerializeToElement(current.Settings, JsonSerializerOptions.Web).EnumerateObject())
        {
            var value = member.Value.ValueKind == JsonValueKind.Array
                ? string.Join(",", member.Value.EnumerateArray().Select(item => item.ToString()))
                : member.Value.ToString();
            terminal.Line($"{member.Name}={value}");
        }
    }
}
