using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Dcai.Cli.Gateway;
using Dcai.Cli.Oracles;
using Dcai.Cli.Progress;

namespace Dcai.Cli.Commands;

/// <summary>A simulated reviewer over the REST API.</summary>
internal static class ReviewCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var oracle = new Option<string>("--oracle")
        {
            Description = "CSV file with sha256,agreed_label (a class, or invalid, disputed or remove).",
            Required = true,
            HelpName = "CSV",
        };
        var once = new Option<bool>("--once") { Description = "Decide what is open now and stop, instead of waiting until the dataset is released." };
        var name = new Option<string>("--reviewer")
        {
            Description = "What the simulated reviewer is called; a dataset that asks for several reviewers needs one run for each of them.",
            DefaultValueFactory = _ => SimulatedReviewer.Name,
            HelpName = "NAME",
        };
        var gateway = new GatewayOptionSet();
        var command = new Command("review", "Let a simulated reviewer decide by a file of verdicts. Its decisions say that they are simulated. Painted images, which no file knows, it accepts unseen.") { dataset, oracle, once, name };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var datasetId = parsed.GetValue(dataset)!;
            var settings = await client.SettingsAsync(datasetId, cancellationToken);
            var truth = Oracle.Read(parsed.GetValue(oracle)!, [.. settings.Settings.Classes], images: null);
            context.Terminal.Line($"SIMULATED reviewer '{parsed.GetValue(name)}' decides by {truth.File}");
            var reviewer = new SimulatedReviewer(client, truth, parsed.GetValue(name)!, settings.Settings.Reviewing.ReviewersPerItem > 1);
            if (!parsed.GetValue(once) && await client.StatusAsync(datasetId, cancellationToken) is { Generation: 0 })
            {
                context.Terminal.Line($"{datasetId} is not started yet, so nothing is to be decided; waiting (Ctrl-C ends it): ./dcai ingest {datasetId} DIR, ./dcai start {datasetId}");
            }

            while (await ReviewAsync(context.Terminal, client, reviewer, datasetId, cancellationToken) && !parsed.GetValue(once))
            {
                await Task.Delay(BetweenLooks, cancellationToken);
            }

            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    /// <returns>Whether more may come.</returns>
    private static async Task<bool> ReviewAsync(
        Terminal terminal, GatewayClient client, SimulatedReviewer reviewer, string datasetId, CancellationToken cancellationToken)
    {
        var status = await client.StatusAsync(datasetId, cancellationToken);
        foreach (var review in (await client.ListReviewsAsync(datasetId, cancellationToken)).Reviews.Where(review => review.State == ReviewState.Open))
        {
            var decisions = await reviewer.ReviewAsync(review, progress: null, cancellationToken);
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"review {review.ReviewId} (round {review.Round}): {decisions} simulated decisions{(review.Purpose == ReviewPurpose.Synthesis ? ": painted images are accepted unseen, for no oracle knows them" : "")}"));
        }

        return status.State switch
        {
            StateNames.Suspended => throw new CommandFailedException($"{datasetId} is suspended: {status.SuspendedBecause}; when that is mended: ./dcai resume {datasetId}"),
            StateNames.Released or StateNames.Cancelled => false,
            _ => true,
        };
    }
}
