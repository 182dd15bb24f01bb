using System.CommandLine;
using System.Globalization;
using Dcai.Api;
using Dcai.Cli.Export;
using Dcai.Cli.Gateway;

namespace Dcai.Cli.Commands;

/// <summary>What changed between two snapshots or two releases of a dataset.</summary>
internal static class DiffCommand
{
    public static Command Create(CommandContext context)
    {
        var dataset = CommonArguments.Dataset();
        var from = Version("FROM", "The earlier snapshot, a number of dcai snapshots; with --releases, the earlier release.");
        var to = Version("TO", "The later one.");
        var releases = new Option<bool>("--releases") { Description = "Compare releases: which images came, went, changed their part or their class." };
        var json = CommonArguments.Json();
        var gateway = new GatewayOptionSet();
        var command = new Command("diff", "What changed from one snapshot of a dataset to another, or with --releases from one release to another: an image a line.") { dataset, from, to, releases, json };
        gateway.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = gateway.Connect(parsed, context);
            if (parsed.GetValue(releases))
            {
                return await CompareReleasesAsync(context, client, parsed.GetValue(dataset)!, parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(json), cancellationToken);
            }

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

    private static async Task<int> CompareReleasesAsync(
        CommandContext context, GatewayClient client, string datasetId, int from, int to, bool json, CancellationToken cancellationToken)
    {
        var changes = await ReleaseComparison.CompareAsync(
            client.CertificatesAsync(datasetId, from, cancellationToken), client.CertificatesAsync(datasetId, to, cancellationToken), cancellationToken);
        if (json)
        {
            context.Terminal.Json(new { From = from, To = to, Changes = changes });
            return DcaiCommandLine.Succeeded;
        }

        foreach (var change in changes)
        {
            context.Terminal.Line($"{change.SampleId[..CommonArguments.ShownDigits]}  {Place(change.Before)} → {Place(change.After)}");
        }

        var both = changes.Where(change => change is { Before: not null, After: not null }).ToList();
        context.Terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{changes.Count(change => change.Before is null)} came, {changes.Count(change => change.After is null)} went, {both.Count(change => change.Before!.Part != change.After!.Part)} changed their part, {both.Count(change => change.Before!.Label != change.After!.Label)} their class"));
        return DcaiCommandLine.Succeeded;
    }

    /// <summary>An image in one release, in words.</summary>
    private static string Place(ReleasePlace? place) => place is null ? "not there" : $"{place.Part} '{place.Label}'{(place.Erased ? " (erased)" : "")}";

    private static Argument<int> Version(string name, string description)
    {
        var version = new Argument<int>(name) { Description = description };
        version.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} is {result.Tokens[0].Value}: snapshots and releases begin with 1.");
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
