using System.CommandLine;
using Dcai.Cli.Gateway;
using Dcai.Cli.Servers;

namespace Dcai.Cli.Commands;

/// <summary>More or fewer processes of one service.</summary>
internal static class ScaleCommand
{
    public static Command Create(CommandContext context)
    {
        var service = new Argument<string>("SERVICE") { Description = string.Join(", ", ServiceKind.All.Where(kind => kind.Most > 1).Select(kind => kind.Name)) };
        var count = new Argument<int>("COUNT") { Description = "How many processes of it, from now on and after a restart." };
        var dataDirectory = new Option<string>("--data-dir")
        {
            Description = "Data folder of the distributed dcai.",
            DefaultValueFactory = _ => GatewayAddress.DefaultDataDirectory,
            HelpName = "DIR",
        };
        var command = new Command("scale", "Run more or fewer processes of a service of the dcai that './dcai up --distributed' started.") { service, count, dataDirectory };
        command.SetAction(parsed => Scale(context, parsed.GetValue(service)!, parsed.GetValue(count), Path.GetFullPath(parsed.GetValue(dataDirectory)!)));
        return command;
    }

    private static int Scale(CommandContext context, string service, int count, string directory)
    {
        var kind = ServiceKind.All.FirstOrDefault(known => known.Name == service)
            ?? throw new UsageException($"there is no service '{service}': choose one of {string.Join(", ", ServiceKind.All.Select(known => known.Name))}");
        if (count < 0 || count > kind.Most)
        {
            throw new UsageException(kind.Most == 1
                ? $"{service} has one address on this machine, and so one process: put a proxy before several on several machines"
                : $"{count} processes of {service}: expected 0 to {kind.Most}");
        }

        if (!Directory.Exists(Path.Join(directory, DistributedServer.Folder)))
        {
            throw new CommandFailedException($"no distributed dcai has run on {directory}: start one with ./dcai up --distributed");
        }

        WantedProcesses.Read(directory).Write(directory, kind, count);
        context.Terminal.Line($"{service}: {count} {(count == 1 ? "process" : "processes")}");
        return DcaiCommandLine.Succeeded;
    }
}
