using System.Globalization;
using System.Text.Json;
using Dcai.Api;
using Dcai.Cli.Commands;
using Dcai.Cli.Demo;
using Dcai.Cli.Reports;
using Dcai.Cli.Servers;
using Dcai.Hosting.Failpoints;

namespace Dcai.Cli.Chaos;

/// <summary>The main job, undisturbed in one process, and then distributed while its processes are killed; the outcome must be the same.</summary>
internal sealed class ChaosRun(CommandContext context, DemoRequest request, int kills, int seed)
{
    private readonly Terminal _terminal = context.Terminal;

    /// <summary>Works here take seconds: so much a dead worker's may be left to nobody.</summary>
    private const string LeaseSeconds = "4";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _terminal.Line("undisturbed, in one process");
        var witness = new Witness();
        var expected = await CurateAsync("undisturbed", witness, distributed: false, cancellationToken);
        var paints = expected.Settings is { Synthesize: true };
        var targets = Killer.Targets(paints);
        var schedule = new KillSchedule(targets, Failpoint.Names, Killer.Disturbances, seed);
        var (tally, repetition, faults) = (new KillTally(paints), new Repetition(), new List<string>());
        for (var run = 1; tally.Count < kills; run++)
        {
            _terminal.Line(string.Create(CultureInfo.InvariantCulture, $"distributed, run {run}: {kills - tally.Count} kills to come"));
            var before = tally.Count;
            var killer = new Killer(schedule, tally, kills);
            var report = await CurateAsync(string.Create(CultureInfo.InvariantCulture, $"run-{run}"), killer, distributed: true, cancellationToken);
            repetition.Read(Path.Join(request.Out, string.Create(CultureInfo.InvariantCulture, $"run-{run}"), DemoRun.DataFolder, ServiceFleet.LogFolder));
            string[] found = [.. killer.Faults
                .Concat(Differences(expected, report))
                .Concat(witness.Differences(killer.Witness))
                .Select(fault => string.Create(CultureInfo.InvariantCulture, $"run {run}: {fault}"))];
            faults.AddRange(found);
            _terminal.Line(string.Create(
                CultureInfo.InvariantCulture, $"run {run}: {tally.Count - before} kills, {(found.Length == 0 ? "and everything as without them" : $"{found.Length} faults")}"));
            if (tally.Count == before)
            {
                throw new CommandFailedException("a run ended before anybody was killed: take more images, with --images or --data");
            }
        }

        foreach (var line in tally.Lines().Append(repetition.Line()))
        {
            _terminal.Line(line);
        }

        faults.AddRange(tally.Missing(targets, Failpoint.Names));
        foreach (var fault in faults)
        {
            _terminal.Error.WriteLine($"dcai: {fault}");
        }

        if (faults.Count > 0)
        {
            throw new CommandFailedException($"{faults.Count} faults after {tally.Count} kills; everything lies in {request.Out}");
        }

        _terminal.Line(string.Create(
            CultureInfo.InvariantCulture, $"{tally.Count} kills: nothing lost, nothing doubled, no queue with leftovers, every result and model as without them; content {expected.ContentDigest}"));
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

    private async Task<CurationReport> CurateAsync(string name, IDemoCompanion companion, bool distributed, CancellationToken cancellationToken)
    {
        var output = Path.Join(request.Out, name);
        var silent = context with { Terminal = new Terminal(TextWriter.Null, TextWriter.Null, interactive: false) };
        var demo = request with { Out = output, Distributed = distributed, ServiceSettings = new Dictionary<string, string> { ["DCAI__WORK__LEASESECONDS"] = LeaseSeconds } };
        await new DemoRun(silent, demo, companion).RunAsync(cancellationToken);
        return JsonSerializer.Deserialize<CurationReport>(await File.ReadAllBytesAsync(Path.Join(output, ReportFiles.JsonFile), cancellationToken), JsonSerializerOptions.Web)!;
    }
}
