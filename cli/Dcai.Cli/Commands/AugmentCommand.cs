using System.CommandLine;
using System.Globalization;
using Dcai.Cli.Augmenting;
using Dcai.Learning;

namespace Dcai.Cli.Commands;

/// <summary>Shows what an augmentation policy does to images.</summary>
internal static class AugmentCommand
{
    public static Command Create(CommandContext context)
    {
        var preview = new Option<string>("--preview") { Description = "An image, or a folder of images.", HelpName = "FILE|DIR", Required = true };
        var policy = new Option<string?>("--policy") { Description = "A policy file; without it, the paper's six kinds.", HelpName = "FILE" };
        var output = new Option<string>("--out") { Description = "Where the contact sheet goes.", HelpName = "FILE", DefaultValueFactory = _ => "augment-preview.png" };
        var images = Whole("--images", "How many images of a folder are shown.", 8, 1, 200);
        var count = Whole("--count", "Variants of each image.", 8, 1, 50);
        var size = Whole("--size", "Height and width at which images are distorted, pixels.", 96, 8, 512);
        var seed = CommonArguments.Seed();
        var command = new Command("augment", "Show what an augmentation policy does: a contact sheet, each row an image and its variants.")
        {
            preview, policy, output, images, count, size, seed,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = parsed.GetValue(policy) is { } file ? await PolicyFile.ReadAsync(file, cancellationToken) : AugmentationPolicy.Paper;
            var sheet = AugmentationSheet.Draw(
                AugmentationSheet.Choose(parsed.GetValue(preview)!, parsed.GetValue(images), cancellationToken),
                chosen, parsed.GetValue(count), parsed.GetValue(size), parsed.GetValue(seed));
            var target = Path.GetFullPath(parsed.GetValue(output)!);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllBytesAsync(target, sheet, cancellationToken);
            context.Terminal.Line($"contact sheet: {target} ({string.Join(", ", chosen.Steps.Select(step => step.Kind))})");
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static Option<int> Whole(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least || result.GetValueOrDefault<int>() > most)
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be in {least} … {most}"));
            }
        });
        return option;
    }
}
