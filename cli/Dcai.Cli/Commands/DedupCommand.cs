using System.CommandLine;
using System.Globalization;
using Dcai.Cli.Duplicates;
using Dcai.Fingerprints.Duplicates;

namespace Dcai.Cli.Commands;

/// <summary>Duplicates, overlaps and conflicts of plain folders.</summary>
internal static class DedupCommand
{
    public static Command Create(CommandContext context)
    {
        var folders = new Argument<string[]>("DIR")
        {
            Description = "Folders of any files; class/image and split/class/image say what is a label and what a split.",
            Arity = ArgumentArity.OneOrMore,
        };
        var against = new Option<string?>("--against") { Description = "Hold the folders against this one: what lies only in it is not reported.", HelpName = "DIR" };
        var near = new Option<int?>("--near")
        {
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"Also find pictures whose 64-bit perceptual hashes differ in at most N bits, 0 … {DuplicateSearch.MostDistance}; 4 to 8 are usual."),
            HelpName = "N",
        };
        var fast = new Option<bool>("--fast") { Description = "Trust a 128-bit hash instead of comparing the bytes of small files." };
        var json = CommonArguments.Json();
        var command = new Command("dedup", "Find duplicates, overlaps between folders or splits, and equal files under different labels. Changes nothing.")
        {
            folders, against, near, fast, json,
        };
        near.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > DuplicateSearch.MostDistance)
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--near must be in 0 … {DuplicateSearch.MostDistance}"));
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new DuplicateRequest
            {
                Folders = parsed.GetValue(folders)!,
                Against = parsed.GetValue(against),
                NearDistance = parsed.GetValue(near),
                Fast = parsed.GetValue(fast),
            };
            var asJson = parsed.GetValue(json);
            var report = DuplicateProgressBar.Show(
                context.Terminal, visible: context.Terminal.Interactive && !asJson, progress => DuplicateSearch.Run(request, progress, cancellationToken));
            if (asJson)
            {
                DuplicateJson.Write(report, context.Terminal.Out);
            }
            else
            {
                DuplicateText.Write(report, context.Terminal);
            }

            return Task.FromResult(DcaiCommandLine.Succeeded);
        });
        return command;
    }
}
