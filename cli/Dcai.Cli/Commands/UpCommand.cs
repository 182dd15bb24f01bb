using System.CommandLine;
using Dcai.Cli.Gateway;
using Dcai.Cli.Servers;

namespace Dcai.Cli.Commands;

/// <summary>Everything, for real reviewers.</summary>
internal static class UpCommand
{
    public static Command Create(CommandContext context)
    {
        var dataDirectory = new Option<string>("--data-dir")
        {
            Description = "Where everything is kept.",
            DefaultValueFactory = _ => GatewayAddress.DefaultDataDirectory,
            HelpName = "DIR",
        };
        var port = new Option<int?>("--port") { Description = "Port to listen on, on this machine only; a free one unless given.", HelpName = "N" };
        port.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var number) && number is < 0 or > 65535)
            {
                result.AddError($"--port {number} is no port: expected 0 to 65535");
            }
        });
        var distributed = CommonArguments.Distributed();
        var command = new Command("up", "Run everything and print the link. Ctrl-C stops it; starting it again loses nothing.") { dataDirectory, port, distributed };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(
                context,
                new ServerRequest(Path.GetFullPath(parsed.GetValue(dataDirectory)!), parsed.GetValue(port), parsed.GetValue(distributed)),
                cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ServerRequest request, CancellationToken cancellationToken)
    {
        await using var server = await context.Starter(request, cancellationToken);
        server.Address.Write(request.DataDirectory);
        try
        {
            context.Terminal.Line($"dcai is running: {server.Address.Link}");
            context.Terminal.Line($"data in {request.DataDirectory}; API description at {server.Address.Url}openapi/v1.json");
            context.Terminal.Line("Ctrl-C stops it; starting it again loses nothing.");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            context.Terminal.Line("stopping");
        }
        finally
        {
            GatewayAddress.Forget(request.DataDirectory);
        }

        return DcaiCommandLine.Succeeded;
    }
}
