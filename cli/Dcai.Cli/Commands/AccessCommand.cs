using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Spectre.Console;

namespace Dcai.Cli.Commands;

/// <summary>Who came in, and what admins did.</summary>
internal static class AccessCommand
{
    private const int UsualEntries = 50;

    public static Command Create(CommandContext context) => new("access", "Who came in, and what admins did. For admins of everything.") { Log(context) };

    private static Command Log(CommandContext context)
    {
        var limit = new Option<int>("--limit") { Description = "At most so many entries.", DefaultValueFactory = _ => UsualEntries, HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--limit must be at least 1");
            }
        });
        var json = CommonArguments.Json();
        var command = new Command("log", "Logins, what was refused, and what admins did, the newest first.") { limit, json };
        return GatewayCommand.Create(context, command, async (parsed, client, cancellationToken) =>
        {
            var entries = await client.AuditAsync(parsed.GetValue(limit), cancellationToken).ToListAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(entries);
                return;
            }

            var table = new Table().Border(TableBorder.Simple)
                .AddColumn(new TableColumn("at").NoWrap()).AddColumn("action").AddColumn("by").AddColumn("concerns").AddColumn("reason");
            foreach (var entry in entries)
            {
                table.AddRow(
                    entry.At.ToString("u", CultureInfo.InvariantCulture), Markup.Escape(entry.Action), Markup.Escape(entry.By),
                    Markup.Escape(string.Join(", ", new[] { entry.Subject, entry.DatasetId, entry.SampleId }.OfType<string>())), Markup.Escape(entry.Reason ?? ""));
            }

            context.Terminal.Console.Write(table);
        });
    }
}
