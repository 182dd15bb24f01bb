using System.CommandLine;
using Dcai.Api;
using Dcai.Cli.Gateway;
using Dcai.Cli.Progress;

namespace Dcai.Cli.Commands;

/// <summary>start, pause, resume, cancel.</summary>
internal static class SteeringCommands
{
    public static Command Create(
        CommandContext context, string verb, string description, Func<GatewayClient, string, CancellationToken, Task<SteeringResult>> steer)
    {
        var dataset = CommonArguments.Dataset();
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command(verb, description) { dataset, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var result = await steer(client, parsed.GetValue(dataset)!, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(result);
            }
            else
            {
                context.Terminal.Line($"{result.DatasetId}: {StateNames.Say(result.State)}");
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }
}
