using System.CommandLine;
using Dcai.Cli.Gateway;

namespace Dcai.Cli.Commands;

/// <summary>A command that asks a running gateway and is done.</summary>
internal static class GatewayCommand
{
    public static Command Create(CommandContext context, Command command, Func<ParseResult, GatewayClient, CancellationToken, Task> act)
    {
        var gateway = new GatewayOptionSet();
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            await act(parsed, client, cancellationToken);
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }
}
