using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Dcai.Bench.Figures;
using Dcai.Contracts;
using Dcai.Work.Sagas;
using MassTransit;
using MathNet.Numerics.Statistics;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Bench.Messages;

/// <summary>
/// Steps of the real orchestrator. This process plays the ledger: it answers every AdvanceSnapshot at once and says that there is more to fold, so that
/// the saga takes one event, loads its state, stores the next version and sends the next command, for ever. One step is out at a time per dataset.
/// </summary>
internal sealed class SagaSteps(string commandLine, bool quick, TextWriter output)
{
    /// <summary>Of a round with one model and one ranking shard: composed, trained, ranked, selected, opened, completed, advanced.</summary>
    private const int StepsPerRound = 7;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(3);

    private static readonly SnapshotCounts NoSamples = new() { Samples = 0, Uncertified = 0, Certified = 0, Removed = 0, Conflicts = 0 };

    private readonly int _windows = quick ? 3 : 5;

    /// <param name="store">What the figures call the store.</param>
    /// <param name="surroundings">Where it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<Figure>> MeasureAsync(string store, Surroundings surroundings, CancellationToken cancellationToken)
    {
        await using var orchestrator = await ServiceUnderTest.StartAsync("Dcai.Orchestrator.dll", commandLine, surroundings.Settings, cancellationToken);
        Run? current = null;
        var ledger = new Listener<AdvanceSnapshot>(CommandQueues.Name(typeof(AdvanceSnapshot)), [], context => Volatile.Read(ref current)?.AnswerAsync(context) ?? Task.CompletedTask);
        await using var host = await ledger.StartAsync(surroundings, cancellationToken);
        var figures = new List<Figure>();
        var bus = host.Services.GetRequiredService<IBus>();

        // The first run compiles the orchestrator.
        foreach (var (datasets, window, name) in new[] { (8, quick ? 100 : 200, "warm"), (1, quick ? 50 : 100, "one"), (32, quick ? 200 : 600, "many") })
        {
            output.WriteLine($"saga over {store}, {datasets} at once: {_windows} times {window} steps");
            var run = new Run(name, window, _windows);
            Volatile.Write(ref current, run);
            for (var dataset = 0; dataset < datasets; dataset++)
            {
                await bus.Publish(Begin(name, dataset), cancellationToken);
            }

            var rates = await run.Rates.WaitAsync(LongestWait, cancellationToken);
            if (name != "warm")
            {
                figures.Add(new Figure($"saga steps, {store}, {(datasets == 1 ? "1 dataset" : $"{datasets} datasets")}", rates.Median(), "1/s"));
            }

            if (datasets == 1)
            {
                figures.Add(new Figure($"broker and saga in a round of {StepsPerRound} steps, {store}", StepsPerRound / rates.Median(), "s"));
            }
        }

        await host.StopAsync(cancellationToken);
        return figures;
    }

    private static ImagesIngested Begin(string name, int dataset) => new()
    {
        DatasetId = string.Create(CultureInfo.InvariantCulture, $"{name}-{dataset}"),
        CommandId = new string('0', 64),
        BatchId = "none",
        AcceptedCount = 0,
        DuplicateCount = 0,
        RejectedCount = 0,
    };

    /// <summary>The ledger of some datasets, which answers until enough steps are counted. The first steps of a dataset are not: its queues are just being made.</summary>
    private sealed class Run(string name, int window, int windows)
    {
        private readonly TaskCompletionSource<double[]> _rates = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentDictionary<int, long> _ends = new();
        private int _steps;

        /// <summary>Steps per second in each window of so many steps.</summary>
        public Task<double[]> Rates => _rates.Task;

        public async Task AnswerAsync(ConsumeContext<AdvanceSnapshot> context)
        {
            var command = context.Message;
            if (!command.DatasetId.StartsWith($"{name}-", StringComparison.Ordinal))
            {
                return;
            }

            var step = Interlocked.Increment(ref _steps);
            if (step % window == 0 && step <= window * (windows + 1))
            {
                _ends[step / window] = Stopwatch.GetTimestamp();
                if (_ends.Count == windows + 1)
                {
                    _rates.TrySetResult([.. Enumerable.Range(1, windows).Select(end => window / Stopwatch.GetElapsedTime(_ends[end], _ends[end + 1]).TotalSeconds)]);
                }
            }

            if (step < window * (windows + 1))
            {
                await context.Publish(Answer(command), context.CancellationToken);
            }
        }

        private static SnapshotAdvanced Answer(AdvanceSnapshot command) => new()
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Sequence = command.Sequence,
            Version = command.Parent + 1,
            ContentDigest = $"sha256:{new string('0', 64)}",
            Batches = [],
            Reviews = [],
            Counts = NoSamples,
            GenerationCounts = NoSamples,
            MoreToFold = true,
        };
    }
}
