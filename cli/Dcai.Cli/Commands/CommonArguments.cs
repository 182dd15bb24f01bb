using System.CommandLine;

namespace Dcai.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class CommonArguments
{
    /// <summary>Digits of a sample's id that people see.</summary>
    public const int ShownDigits = 12;

    public static Argument<string> Dataset() => new("DATASET") { Description = "The dataset's name." };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON for scripts." };

    public static Option<bool> Distributed() => new("--distributed")
    {
        Description = "Run each service as a process of its own, over a RabbitMQ and an S3 server that are started for it on this machine.",
    };

    public static Option<string> Profile()
    {
        var option = new Option<string>("--profile")
        {
            Description = "quick: minutes; paper: the paper's numbers of images, epochs and folds; adaptive: people look at what is suspicious, the rest is certified where a random audit supports it.",
            DefaultValueFactory = _ => Profiles.Quick,
        };
        option.AcceptOnlyFromAmong([.. Profiles.Names]);
        return option;
    }

    public static Option<ulong> Seed() => new("--seed")
    {
        Description = "All randomness derives from it.",
        DefaultValueFactory = _ => 1UL,
        HelpName = "N",
    };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Change a setting, such as auxiliaryEpochs=50; may be repeated. dcai settings DATASET lists them.",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };
}
