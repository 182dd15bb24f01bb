using System.CommandLine;

namespace Dcai.Cli.Commands;

/// <summary>Deletes a dataset.</summary>
internal static class DeleteCommand
{
    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("delete", "Delete a dataset whose curation is cancelled or was never started: its history, reviews, decisions and releases. Its blobs go with the next gc.")
        {
            dataset, yes, json,
        };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var datasetId = parsed.GetValue(dataset)!;
            if (!parsed.GetValue(yes))
            {
                Confirm(context.Terminal, datasetId);
            }

            using var client = gateway.Connect(parsed, context);
            var report = await LongReports.LastAsync(client.DeleteAsync(datasetId, cancellationToken), report => report.Problem, report => report.Done, follow: null);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(report);
            }
            else
            {
                var free = report.NameFreeAt is { } at ? $"; its name is free after {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "";
                context.Terminal.Line($"{datasetId} is deleted ({ByteText.Of(report.Had)}){free}");
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static void Confirm(Terminal terminal, string datasetId)
    {
        if (terminal.Input is not { } input)
        {
            throw new UsageException("delete asks for the dataset's name, and nobody is there to type it: say --yes");
        }

        terminal.Out.Write($"This deletes {datasetId} for good. Type its name to go on: ");
        if (input.ReadLine()?.Trim() != datasetId)
        {
            throw new CommandFailedException("that is not its name: nothing was deleted");
        }
    }
}
