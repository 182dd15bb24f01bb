using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dcai.Bench.Figures;

namespace Dcai.Bench.Messages;

/// <summary>All services as processes of their own, started by the command line: what they take at rest and at work, and what a run costs beside its trainings.</summary>
/// <param name="commandLine">dcai.dll, as built.</param>
/// <param name="folder">Where the runs lie.</param>
/// <param name="output">Where it says what it does.</param>
internal sealed class WholeFleet(string commandLine, string folder, TextWriter output)
{
    private const string Images = "1440";

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>The run, then the rest: memory of both is one figure per service.</summary>
    public async Task<IEnumerable<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        var (run, atWork) = await RunAsync(cancellationToken);
        var atRest = await RestAsync(cancellationToken);
        return [.. run, .. atRest.Select(service => new Figure($"{service.Key} at rest", service.Value.Now, "MB"))
            .Concat(atWork.Select(service => new Figure($"{service.Key} at work, peak", service.Value.Peak, "MB")))];
    }

    private async Task<(IReadOnlyList<Figure> Figures, IReadOnlyDictionary<string, (double Now, double Peak)> Memory)> RunAsync(CancellationToken cancellationToken)
    {
        output.WriteLine($"dcai demo --distributed, {Images} synthetic images, quick profile");
        var run = Path.Join(folder, "run");
        var memory = new ResidentMemory(Path.Join(run, "data", "logs", "fleet.log"));
        using var process = Start("demo", "--distributed", "--json", "--images", Images, "--out", run);
        var reading = process.StandardOutput.ReadToEndAsync(cancellationToken);
        try
        {
            await WatchAsync(process, memory, LongestRun, () => false, cancellationToken);
        }
        finally
        {
            await EndAsync(process);
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"dcai demo --distributed ended with exit code {process.ExitCode}; what it says stands above.");
        }

        using var report = JsonDocument.Parse(await reading);
        var (seconds, rounds) = (report.RootElement.GetProperty("seconds"), report.RootElement.GetProperty("rounds").GetArrayLength());
        var timeline = Timeline.Read(Path.Join(run, "data", "logs"));
        var (total, rest) = (seconds.GetProperty("total").GetDouble(), seconds.GetProperty("orchestration").GetDouble());
        return (
            [
                new Figure("demo --distributed, quick profile", total, "s"),
                new Figure("outside training and inference", rest, "s"),
                new Figure("rounds", rounds, ""),
                new Figure("from the first command to the last", timeline.Seconds, "s"),
                new Figure("orchestration: no command in hand, nobody waited for", timeline.Orchestration, "s"),
                new Figure("orchestration, per round", timeline.Orchestration / rounds, "s"),
                new Figure("orchestration, share of the run", timeline.Orchestration / timeline.Seconds, "×"),
            ],
            memory.Services);
    }

    private async Task<IReadOnlyDictionary<string, (double Now, double Peak)>> RestAsync(CancellationToken cancellationToken)
    {
        output.WriteLine($"dcai up --distributed, {Rest.TotalSeconds} s at rest");
        var data = Path.Join(folder, "rest");
        var memory = new ResidentMemory(Path.Join(data, "logs", "fleet.log"));
        using var process = Start("up", "--distributed", "--data-dir", data);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            await WatchAsync(process, memory, LongestStart, () => File.Exists(Path.Join(data, "gateway.json")), cancellationToken);
            await Task.Delay(Rest, cancellationToken);
            memory.Look();
            return memory.Services;
        }
        finally
        {
            await EndAsync(process);
        }
    }

    /// <summary>Looks at the memory until the process ends or the condition holds.</summary>
    private static async Task WatchAsync(Process process, ResidentMemory memory, TimeSpan longest, Func<bool> holds, CancellationToken cancellationToken)
    {
        var from = Stopwatch.GetTimestamp();
        while (!process.HasExited && !holds())
        {
            if (Stopwatch.GetElapsedTime(from) > longest)
            {
                throw new TimeoutException($"dcai took longer than {longest.TotalMinutes} minutes.");
            }

            memory.Look();
            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    /// <summary>Asks it to end, and waits: it stops its services and servers, whose folder goes with this run's.</summary>
    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            using var signal = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var patience = new CancellationTokenSource(LongestEnd);
            await process.WaitForExitAsync(patience.Token);
        }
    }

    private Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [commandLine, .. arguments]) { RedirectStandardOutput = true })!;
}
