using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Dcai.Cli.Backups;

namespace Dcai.Cli.Commands;

/// <summary>backup and restore of one dataset.</summary>
internal static class BackupCommands
{
    public static Command CreateBackup(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var directory = new Argument<string>("DIR") { Description = "An empty or missing folder, or an earlier backup of the same dataset, which is brought up to date." };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("backup", "Copy a dataset with everything that it refers to into a folder, while it is curated; each file is verified.") { dataset, directory, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var target = Path.GetFullPath(parsed.GetValue(directory)!);
            var (list, fetched) = await new DatasetCopy(client).BackUpAsync(parsed.GetValue(dataset)!, target, cancellationToken);
            Say(context.Terminal, parsed.GetValue(json), list, target, "backed up to", "fetched", fetched);
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    public static Command CreateRestore(CommandContext context)
    {
        var directory = new Argument<string>("DIR") { Description = "A folder with a finished backup." };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("restore", "Bring a dataset back from a backup, under its name, into a dcai that has none of that name. It goes on where it was.") { directory, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var source = Path.GetFullPath(parsed.GetValue(directory)!);
            var (list, sent) = await new DatasetCopy(client).RestoreAsync(source, cancellationToken);
            Say(context.Terminal, parsed.GetValue(json), list, source, "restored from", "sent", sent);
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static void Say(Terminal terminal, bool json, BackupList list, string directory, string done, string moved, int count)
    {
        var counts = new ObjectCounts { Objects = list.Entries.Count, SizeBytes = list.Entries.Sum(entry => entry.SizeBytes) };
        if (json)
        {
            terminal.Json(new { list.Dataset, counts.Objects, counts.SizeBytes, Moved = count, Directory = directory });
        }
        else
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{list.Dataset} is {done} {directory} ({ByteText.Of(counts)}; {moved} {count})"));
        }
    }
}
