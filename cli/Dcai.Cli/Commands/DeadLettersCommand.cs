using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Dcai.Cli.Commands;

/// <summary>Messages that nobody could handle.</summary>
internal static class DeadLettersCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create(CommandContext context) =>
        new("dead-letters", "Messages that were given up. They are notices: 'dcai resume DATASET' sends again what the dataset owes.")
        {
            List(context),
            Show(context),
        };

    private static Command List(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        dataset.Arity = ArgumentArity.ZeroOrOne;
        dataset.Description = "Only those of this dataset.";
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("list", "All of them, the newest first.") { dataset, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var letters = (await client.DeadLettersAsync(parsed.GetValue(dataset), cancellationToken)).DeadLetters;
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(letters);
                return DcaiCommandLine.Succeeded;
            }

            if (letters.Count == 0)
            {
                context.Terminal.Line("no message was given up");
                return DcaiCommandLine.Succeeded;
            }

            var table = new Table().Border(TableBorder.Simple)
                .AddColumn(new TableColumn("given up").NoWrap()).AddColumn("dataset").AddColumn("message").AddColumn(new TableColumn("id").NoWrap()).AddColumn("reason");
            foreach (var letter in letters)
            {
                table.AddRow(
                    letter.GivenUpAt.ToString("u", CultureInfo.InvariantCulture), Markup.Escape(letter.DatasetId ?? "-"), Markup.Escape(letter.Message),
                    letter.MessageId, Markup.Escape(letter.Reason));
            }

            context.Terminal.Console.Write(table);
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static Command Show(CommandContext context)
    {
        var id = new Argument<string>("ID") { Description = "As 'dcai dead-letters list' prints it." };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("show", "One of them, with the exception and the message.") { id, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var letter = await client.DeadLetterAsync(parsed.GetValue(id)!, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(letter);
                return DcaiCommandLine.Succeeded;
            }

            context.Terminal.Line($"{letter.Summary.Message} of dataset {letter.Summary.DatasetId ?? "-"}, given up on queue {letter.Summary.Queue} at {letter.Summary.GivenUpAt.ToString("u", CultureInfo.InvariantCulture)}");
            context.Terminal.Line($"reason: {letter.Summary.Reason}");
            context.Terminal.Line(letter.CommandId is { } command ? $"command: {command}" : "no command");
            context.Terminal.Line(Pretty(letter.Body));
            if (letter.Detail is { } detail)
            {
                context.Terminal.Line(detail);
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    /// <summary>A message is JSON unless it was damaged or cut.</summary>
    private static string Pretty(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return JsonSerializer.Serialize(document.RootElement, Indented);
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
