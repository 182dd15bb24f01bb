using System.CommandLine;
using Dcai.Cli.Demo;

namespace Dcai.Cli.Commands;

/// <summary>The main job, start to finish, with a simulated reviewer.</summary>
internal static class DemoCommand
{
    private const int SyntheticCount = 2880;

    public static Command Create(CommandContext context)
    {
        var options = new DemoOptionSet("dcai-demo", SyntheticCount);
        var distributed = CommonArguments.Distributed();
        var json = new Option<bool>("--json") { Description = "Print report.json at the end instead of tables." };
        var command = new Command("demo", "Curate a folder of images from start to finish with a simulated reviewer, and show what it was worth.")
        {
            distributed, json,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => new DemoRun(
            context,
            options.Read(parsed) with { Distributed = parsed.GetValue(distributed), Json = parsed.GetValue(json) }).RunAsync(cancellationToken));
        return command;
    }
}
