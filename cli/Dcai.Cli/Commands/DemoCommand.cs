using System.CommandLine;
using Dcai.Cli.Demo;

namespace Dcai.Cli.Commands;

/// <summary>The main job, start to finish, with a simulated reviewer.</summary>
internal static class DemoCommand
{
    private const int SyntheticCount = 2880;

    public static Command Create(CommandContext context)
    {
        var data = new Option<string?>("--data") { Description = "Images as class/image or split/class/image; synthetic numerals unless given.", HelpName = "DIR" };
        var oracle = new Option<string?>("--oracle") { Description = "The truth: CSV with sha256,agreed_label or path,label.", HelpName = "CSV" };
        var test = new Option<string?>("--test") { Description = "Test images as class/image; never trained on.", HelpName = "DIR" };
        var profile = CommonArguments.Profile();
        var seed = CommonArguments.Seed();
        var output = new Option<string>("--out") { Description = "Where the run, its report and the certified dataset go.", DefaultValueFactory = _ => "dcai-demo", HelpName = "DIR" };
        var count = new Option<int>("--images") { Description = "How many synthetic images, without --data.", DefaultValueFactory = _ => SyntheticCount, HelpName = "N" };
        var set = CommonArguments.Set();
        var json = new Option<bool>("--json") { Description = "Print report.json at the end instead of tables." };
        var command = new Command("demo", "Curate a folder of images from start to finish with a simulated reviewer, and show what it was worth.")
        {
            data, oracle, test, profile, seed, output, count, set, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(data) is null && (result.GetValue(oracle) ?? result.GetValue(test)) is not null)
            {
                result.AddError("--oracle and --test belong to --data: the synthetic numerals bring their own");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new DemoRequest
            {
                Data = parsed.GetValue(data),
                Oracle = parsed.GetValue(oracle),
                Test = parsed.GetValue(test),
                Profile = parsed.GetValue(profile)!,
                Seed = parsed.GetValue(seed),
                Out = Path.GetFullPath(parsed.GetValue(output)!),
                SyntheticCount = parsed.GetValue(count),
                Set = parsed.GetValue(set)!,
                Json = parsed.GetValue(json),
            };
            return new DemoRun(context, request).RunAsync(cancellationToken);
        });
        return command;
    }
}
