using System.Globalization;
using System.Text.Json;
using Dcai.Api;
using Dcai.Cli.Commands;
using Dcai.Cli.Demo;
using Dcai.Cli.Reports;

namespace Dcai.Cli.Chaos;

/// <summary>The main job, undisturbed in one process, and then distributed while its processes are killed; the outcome must be the same.</summary>
internal sealed class ChaosRun(CommandContext context, DemoRequest request, int kills, int seed)
{
    private readonly Terminal _terminal = context.Terminal;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _terminal.Line("undisturbed, in one process");
        var expected = await CurateAsync("undisturbed", companion: null, cancellationToken);
        var schedule = new KillSchedule(Killer.Targets, seed);
        var (done, faults) = (new List<KillRecord>(), new List<string>());
        for (var run = 1; done.Count < kills; run++)
        {
            _terminal.Line(string.Create(CultureInfo.InvariantCulture, $"distributed, run {run}: {kills - done.Count} kills to come"));
            var killer = new Killer(schedule, kills - done.Count);
            var report = await CurateAsync(string.Create(CultureInfo.InvariantCulture, $"run-{run}"), killer, cancellationToken);
            done.AddRange(killer.Kills);
            faults.AddRange(killer.Faults.Concat(Differences(expected, report)).Select(fault => string.Create(CultureInfo.InvariantCulture, $"run {run}: {fault}")));
            if (killer.Kills.Count == 0)
            {
                throw new CommandFailedException("a run ended before anybody was killed: take more images, with --images or --data");
            }
        }

        Show("killed", done.CountBy(kill => kill.Target));
        Show("in state", done.CountBy(kill => kill.State));
        var spared = kills >= Killer.Targets.Count ? Killer.Targets.Except(done.Select(kill => kill.Target)).ToList() : [];
        faults.AddRange(spared.Select(target => $"{target} was never killed"));
        foreach (var fault in faults)
        {
            _terminal.Error.WriteLine($"dcai: {fault}");
        }

        if (faults.Count > 0)
        {
            throw new CommandFailedException($"{faults.Count} faults after {done.Count} kills; everything lies in {request.Out}");
        }

        _terminal.Line(string.Create(
            CultureInfo.InvariantCulture, $"{done.Count} kills: nothing lost, nothing doubled, no queue with leftovers; content {expected.ContentDigest} as without them"));
        return DcaiCommandLine.Succeeded;
    }

    private static IEnumerable<string> Differences(CurationReport expected, CurationReport report)
    {
        if (report.ContentDigest != expected.ContentDigest)
        {
            yield return $"the content is {report.ContentDigest}, undisturbed it is {expected.ContentDigest}";
        }

        if (report.Counts != expected.Counts)
        {
            yield return $"the counts differ: {report.Counts} instead of {expected.Counts}";
        }

        if (!Figures(report).SequenceEqual(Figures(expected)))
        {
            yield return "the evaluation differs";
        }

        if (report.Review!.Decisions != expected.Review!.Decisions)
        {
            yield return $"{report.Review.Decisions} decisions instead of {expected.Review.Decisions}";
        }

        static IEnumerable<(string, double?, double?, double?)> Figures(CurationReport report) =>
            report.Evaluations.Select(row => (row.Name, (double?)row.TrainAccuracy, (double?)row.ValidationAccuracy, row.TestAccuracy));
    }

    private async Task<CurationReport> CurateAsync(string name, Killer? companion, CancellationToken cancellationToken)
    {
        var output = Path.Join(request.Out, name);
        var silent = context with { Terminal = new Terminal(TextWriter.Null, TextWriter.Null, interactive: false) };
        await new DemoRun(silent, request with { Out = output, Distributed = companion is not null }, companion).RunAsync(cancellationToken);
        return JsonSerializer.Deserialize<CurationReport>(await File.ReadAllBytesAsync(Path.Join(output, ReportFiles.JsonFile), cancellationToken), JsonSerializerOptions.Web)!;
    }

    private void Show(string what, IEnumerable<KeyValuePair<string, int>> counts) =>
        _terminal.Line($"{what}: {string.Join(", ", counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value}")))}");
}
