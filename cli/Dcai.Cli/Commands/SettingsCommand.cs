using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dcai.Api;
using Dcai.Cli.Augmenting;
using Dcai.Learning;

namespace Dcai.Cli.Commands;

/// <summary>Shows and changes a dataset's settings.</summary>
internal static class SettingsCommand
{
    private const string PaperPolicy = "paper";
    private const string SlightPolicy = "slight";

    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var set = CommonArguments.Set();
        var augmentation = new Option<string?>("--augmentation") { Description = "How training images are distorted: a policy file, or 'paper' for the paper's six kinds.", HelpName = "FILE" };
        var copies = new Option<string?>("--copies") { Description = "How the copies of a release are distorted: a policy file, 'slight' for the default, or 'paper' for the paper's six kinds.", HelpName = "FILE" };
        var weights = new Option<string?>("--initial-weights") { Description = "Auxiliary trainings begin with the fitting tensors of this safetensors file.", HelpName = "FILE" };
        var guides = new Option<string?>("--class-guides") { Description = "The label book that reviewers see: JSON, a list of {\"class\", \"key\", \"color\", \"text\"}.", HelpName = "FILE" };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("settings", "Show a dataset's settings, or change some of them in a new version.") { dataset, set, augmentation, copies, weights, guides, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var datasetId = parsed.GetValue(dataset)!;
            var current = await client.SettingsAsync(datasetId, cancellationToken);
            var wanted = SettingsEditor.Apply(current.Settings, parsed.GetValue(set)!);
            if (parsed.GetValue(augmentation) is { } policy)
            {
                wanted = wanted with { Auxiliary = wanted.Auxiliary with { Augmentation = policy == PaperPolicy ? null : await ReadPolicyAsync(policy, cancellationToken) } };
            }

            if (parsed.GetValue(copies) is { } ofCopies)
            {
                wanted = wanted with { Release = wanted.Release with { Augmentation = ofCopies == SlightPolicy ? null : await ReadPolicyAsync(ofCopies, cancellationToken) } };
            }

            if (parsed.GetValue(guides) is { } book)
            {
                wanted = wanted with { Reviewing = wanted.Reviewing with { ClassGuides = ReadGuides(book, await ReadAsync(book, cancellationToken)) } };
            }

            if (wanted != current.Settings)
            {
                current = await client.ChangeSettingsAsync(datasetId, wanted, current.Version, cancellationToken);
            }

            if (parsed.GetValue(weights) is { } file)
            {
                current = await client.SetInitialWeightsAsync(datasetId, await ReadAsync(file, cancellationToken), cancellationToken);
            }

            if (parsed.GetValue(json))
            {
                context.Terminal.Json(current);
            }
            else
            {
                Show(context.Terminal, current);
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static async Task<IReadOnlyList<AugmentationSetting>> ReadPolicyAsync(string file, CancellationToken cancellationToken)
    {
        var policy = file == PaperPolicy ? AugmentationPolicy.Paper : await PolicyFile.ReadAsync(file, cancellationToken);
        return [.. policy.Steps.Select(step => new AugmentationSetting { Kind = step.Kind, Probability = step.Probability, Amount = step.Amount })];
    }

    private static IReadOnlyList<ClassGuide> ReadGuides(string file, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<ClassGuide>>(json, JsonSerializerOptions.Web) ?? [];
        }
        catch (JsonException wrong)
        {
            throw new UsageException($"{file} is no list of {{\"class\", \"key\", \"color\", \"text\"}}: {wrong.Message.TrimEnd('.')}");
        }
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {unreadable.Message.TrimEnd('.')}");
        }
    }

    private static void Show(Terminal terminal, Api.SettingsVersion current)
    {
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"version {current.Version}{(current.TestSetDigest is null ? "" : $", test set {current.TestSetDigest[..12]}")}"));
        if (current.InitialWeightsDigest is not null)
        {
            terminal.Line($"auxiliary trainings begin with the weights {current.InitialWeightsDigest[..12]}");
        }

        foreach (var (name, value) in SettingsEditor.List(current.Settings))
        {
            terminal.Line($"{name}={value}");
        }
    }
}
