using System.CommandLine;
using Dcai.Cli.Chaos;

namespace Dcai.Cli.Commands;

/// <summary>Shows that nothing is lost or doubled, whatever is killed.</summary>
internal static class ChaosCommand
{
    private const int SyntheticCount = 120;

    // Enough for two rounds of 120 images, each over in seconds; with synthesize=true also for generators of some slices.
    private static readonly string[] SmallRun =
    [
        "seedTrainCount=36", "seedValidationCount=12", "likelyValidCount=24", "likelyInvalidCount=12", "auxiliaryEpochs=3", "auxiliaryMinimumSteps=0",
        "rankingShardSize=16", "sliceSeconds=1", "evaluationEpochs=3", "foldCount=2", "releaseValidationCount=10",
        "synthesis.iterations=60", "synthesis.rampIterations=60", "synthesis.checkIterations=20", "synthesis.batchSize=8", "synthesis.width=8", "synthesis.leastImagesPerClass=2",
        "synthesis.imageCount=24",
    ];

    public static Command Create(CommandContext context)
    {
        var options = new DemoOptionSet("dcai-chaos", SyntheticCount);
        var kills = new Option<int>("--kills") { Description = "How often something is killed, in as many runs as it takes.", DefaultValueFactory = _ => 50, HelpName = "N" };
        kills.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--kills must be 1 or more");
            }
        });
        var command = new Command(
            "chaos",
            "Run the main job distributed while services, broker and S3 gateway are killed at random, and compare the outcome with that of an undisturbed run. --seed also draws the kills.")
        {
            kills,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = options.Read(parsed);
            return new ChaosRun(
                context,
                request.Data is null ? request with { Set = [.. SmallRun, .. request.Set] } : request,
                parsed.GetValue(kills),
                (int)(request.Seed % int.MaxValue)).RunAsync(cancellationToken);
        });
        return command;
    }
}
