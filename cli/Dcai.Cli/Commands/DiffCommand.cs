using System.CommandLine;
using System.Globalization;
using Dcai.Api;

namespace Dcai.Cli.Commands;

/// <summary>What changed between two snapshots of a dataset.</summary>
internal static class DiffCommand
{
    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var from = Version("FROM", "The earlier snapshot, a number of dcai snapshots.");
        var to = Version("TO", "The later snapshot.");
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("diff", "What changed from one snapshot of a dataset to another: an image a line.") { dataset, from, to, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            var difference = await client.CompareSnapshotsAsync(parsed.GetValue(dataset)!, parsed.GetValue(from), parsed.GetValue(to), cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Terminal.Json(difference);
                return DcaiCommandLine.Succeeded;
            }

            foreach (var change in difference.Changes)
            {
                context.Terminal.Line($"{change.SampleId[..CommonArguments.ShownDigits]}  {Standing(change.Before)} → {Standing(change.After)}");
            }

            context.Terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{difference.Counts.Arrived} arrived, {difference.Counts.Vanished} gone, {difference.Counts.Decided} decided, {difference.Counts.Relabelled} relabelled, {difference.Counts.Other} otherwise changed"));
            return DcaiCommandLine.Succeeded;
        });
        return command;
    }

    private static Argument<int> Version(string name, string description)
    {
        var version = new Argument<int>(name) { Description = description };
        version.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} is {result.Tokens[0].Value}: snapshots begin with 1.");
            }
        });
        return version;
    }

    /// <summary>An image in one snapshot, in words.</summary>
    private static string Standing(SampleSummary? sample) => sample switch
    {
        null => "not there",
        { State: SampleState.Certified } => $"certified '{sample.CertifiedLabel}' by {sample.DecidedBy}",
        { State: SampleState.Removed } => $"removed ({sample.RemovedReason})",
        { GivenLabels: [] } => "uncertified, no label",
        _ => $"uncertified, given {string.Join(" and ", sample.GivenLabels.Select(label => $"'{label}'"))}",
    };
}
