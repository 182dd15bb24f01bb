using System.Diagnostics;
using System.Globalization;
using Dcai.Bench.Figures;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using Dcai.Work.Sagas;
using MassTransit;
using MathNet.Numerics.Statistics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Bench.Messages;

/// <summary>
/// Trainings of the reference model by one evaluator process and by two, a training at a time each. This process plays the orchestrator and sends
/// one and the same training under several releases, so that all are equally large.
/// </summary>
internal sealed class Evaluators(string commandLine, string broker, string folder, bool quick, TextWriter output)
{
    private const string Dataset = "fold-throughput";
    private const int Side = 32;
    private const int Images = 320;
    private const int ValidationImages = 40;

    /// <summary>Trainings in a measurement: enough that it hardly counts which evaluator ends last.</summary>
    private const int Trainings = 4;

    private const int Warming = 1;
    private const int Measured = 2;

    private static readonly string[] Classes = ["dark", "light"];

    private readonly int _pairs = quick ? 1 : 3;

    private int _release;
    private Countdown _trained = new(0);

    public async Task<IEnumerable<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        var surroundings = Surroundings.WithFolder(broker, Path.Join(folder, "evaluators"));
        var plan = await PrepareAsync(new FileSystemObjectStore(Path.Join(folder, "evaluators")), cancellationToken);
        var listener = new Listener<FoldTrained>("bench-fold-trained", [typeof(TrainFold)], _ =>
        {
            _trained.Tick();
            return Task.CompletedTask;
        });
        await using var host = await listener.StartAsync(surroundings, cancellationToken);
        output.WriteLine($"{Trainings} trainings by one evaluator, {Trainings} by two, {_pairs} times by turns; {Environment.ProcessorCount} cores, load {Load():0.0} before");
        var (alone, together, loads) = (new List<Outcome>(), new List<Outcome>(), new List<double>());
        await using var first = await StartAsync(surroundings, cancellationToken);
        await TrainAsync(host, plan, Warming, [first], 1, cancellationToken);
        for (var pair = 0; pair < _pairs; pair++)
        {
            alone.Add(await TrainAsync(host, plan, Measured, [first], Trainings, cancellationToken));
            await using var second = await StartAsync(surroundings, cancellationToken);
            await TrainAsync(host, plan, Warming, [first, second], 2, cancellationToken);
            loads.Add(Load());
            together.Add(await TrainAsync(host, plan, Measured, [first, second], Trainings, cancellationToken));
        }

        await host.StopAsync(cancellationToken);
        return
        [
            new Figure("trainings by two evaluators", Median(together, outcome => outcome.PerMinute), "/min", "one evaluator", Median(alone, outcome => outcome.PerMinute)),
            new Figure("two evaluators ÷ one, median of pairs", together.Zip(alone, (two, one) => two.PerMinute / one.PerMinute).Median(), "×"),
            new Figure("CPU of a training by two evaluators", Median(together, outcome => outcome.ProcessorSeconds), "s", "one evaluator", Median(alone, outcome => outcome.ProcessorSeconds)),
            new Figure("cores that two evaluators got", Median(together, outcome => outcome.Cores), "", "one evaluator", Median(alone, outcome => outcome.Cores)),
            new Figure("load average before two evaluators", loads.Median(), ""),
        ];
    }

    private static double Median(IEnumerable<Outcome> outcomes, Func<Outcome, double> of) => outcomes.Select(of).Median();

    private Task<ServiceUnderTest> StartAsync(Surroundings surroundings, CancellationToken cancellationToken) =>
        ServiceUnderTest.StartAsync("Dcai.Evaluator.dll", commandLine, surroundings.Settings, cancellationToken);

    /// <summary>So many trainings, sent at once; whoever is free takes the next.</summary>
    private async Task<Outcome> TrainAsync(
        WebApplication host, Descriptor plan, int settings, ServiceUnderTest[] evaluators, int trainings, CancellationToken cancellationToken)
    {
        var trained = _trained = new Countdown(trainings);
        var queue = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(CommandQueues.Address(typeof(TrainFold)));
        var (from, spent) = (Stopwatch.GetTimestamp(), evaluators.Sum(evaluator => evaluator.ProcessorSeconds));
        for (var training = 0; training < trainings; training++)
        {
            await queue.Send(
                CommandIds.Identify(new TrainFold { DatasetId = Dataset, CommandId = "", Release = ++_release, Fold = 0, Plan = plan, SettingsVersion = settings }),
                cancellationToken);
        }

        await trained.WaitAsync(cancellationToken);
        return new Outcome(trainings, Stopwatch.GetElapsedTime(from).TotalSeconds, evaluators.Sum(evaluator => evaluator.ProcessorSeconds) - spent);
    }

    /// <summary>Puts what a training reads into the store: settings for warming up and for measuring, images, a plan.</summary>
    private async Task<Descriptor> PrepareAsync(FileSystemObjectStore store, CancellationToken cancellationToken)
    {
        foreach (var (version, epochs) in new[] { (Warming, 1), (Measured, quick ? 8 : 20) })
        {
            await store.PutDocumentIfAbsentAsync(
                StoreKeys.Settings(Dataset, version), Formats.Settings, new CurationSettings { Classes = Classes, EvaluationEpochs = epochs }, cancellationToken);
        }

        var random = new Random(1);
        var samples = new List<LabelledSample>();
        for (var number = 0; number < Images + ValidationImages; number++)
        {
            var pixels = new byte[Side * Side];
            random.NextBytes(pixels);
            var label = number % Classes.Length;
            var image = new Image(Side, Side, PixelFormat.Gray8, [.. pixels.Select(pixel => (byte)((pixel / 2) + (128 * label)))]);
            var blob = await store.PutBlobAsync(PngEncoder.Encode(image), "image/png", cancellationToken);
            samples.Add(new LabelledSample { SampleId = blob.Digest.Split(':')[1], Label = Classes[label] });
        }

        LabelledSample[] train = [.. samples.Take(Images).OrderBy(sample => sample.SampleId, StringComparer.Ordinal)];
        LabelledSample[] validation = [.. samples.Skip(Images).OrderBy(sample => sample.SampleId, StringComparer.Ordinal)];
        var release = new Release
        {
            ReleaseVersion = 1,
            Snapshot = 1,
            ContentDigest = $"sha256:{new string('0', 64)}",
            Train = train,
            Validation = validation,
            Test = [],
            Surplus = [],
            HeldOutFromTraining = 0,
            Trainings = [new PlannedTraining { Name = "as distributed", IsFold = false, Train = train, Validation = validation, Test = [] }],
        };
        return await store.PutDocumentBlobAsync(Formats.Release, release, cancellationToken);
    }

    /// <summary>Processes that ran or wanted to, averaged over the last minute.</summary>
    private static double Load() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>What some trainings took.</summary>
    private sealed record Outcome(int Trainings, double Seconds, double AllProcessorSeconds)
    {
        public double PerMinute => 60 * Trainings / Seconds;

        public double ProcessorSeconds => AllProcessorSeconds / Trainings;

        /// <summary>Less than there are evaluators where others keep the cores busy.</summary>
        public double Cores => AllProcessorSeconds / Seconds;
    }
}
