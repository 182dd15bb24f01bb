using System.Diagnostics;
using Dcai.Bench.Figures;
using Dcai.Learning;

namespace Dcai.Bench.Train;

/// <summary>
/// Seconds per epoch of the reference network, batch 8, one thread, against PyTorch on the same machine: the two take turns, and each
/// figure is the median of its runs. Random pixels do, for time does not depend on what is in the images.
/// </summary>
/// <param name="quick">The two smallest rounds, three runs each, and no demo.</param>
/// <param name="commandLine">dcai.dll, as built; null leaves out what needs it.</param>
/// <param name="output">Where it says what it does.</param>
internal sealed class TrainBenchmark(bool quick, string? commandLine, TextWriter output)
{
    private const int Classes = 10;
    private const int SharedSize = 654;
    private const int InferredImages = 2048;
    private const int InferenceBatch = 256;

    // A run of fewer would be too short to tell from noise.
    private const int ImagesPerRun = 1000;
    private const string Published = "TITAN V, as published";

    // Training images of the paper's five rounds, and its seconds per epoch.
    private static readonly (int Images, double PublishedSeconds)[] Rounds =
        [(180, 0.731), (654, 2.970), (1155, 5.220), (1651, 7.037), (2162, 9.210)];

    private readonly int _repeats = quick ? 3 : 5;

    public Report Run()
    {
        using var peer = Peer.Start(out var whyAbsent);
        output.WriteLine(peer is null ? $"No peer to compare with: {whyAbsent}" : $"The peer is {peer.Name}.");
        var figures = new List<Figure>();
        foreach (var (images, publishedSeconds) in quick ? Rounds[..2] : Rounds)
        {
            figures.AddRange(Epochs(images, publishedSeconds, peer));
        }

        var ratios = figures.Where(figure => figure.Peer == peer?.Name && figure.Ratio is not null).Select(figure => figure.Ratio!.Value).ToArray();
        if (ratios.Length > 0)
        {
            figures.Add(new Figure($"median of the ratios to {peer!.Name}", Median(ratios), "×"));
        }

        figures.Add(Inference(peer));
        figures.AddRange(SideBySide());
        figures.Add(Augmented());
        if (commandLine is not null)
        {
            var system = new WholeSystem(commandLine, _repeats, output);
            figures.Add(system.StartUp());
            figures.AddRange(quick ? [] : system.Demo());
        }

        return new Report("train", Report.ThisMachine(), figures);
    }

    private List<Figure> Epochs(int images, double publishedSeconds, Peer? peer)
    {
        var epochs = Math.Max(1, ImagesPerRun / images);
        output.WriteLine($"{images} images, {_repeats} runs of {epochs} epochs each");
        using var training = Prepare(images, seed: 1, augment: false);
        peer?.Prepare(images);
        var (ours, theirs) = (new double[_repeats], new double[_repeats]);
        for (var i = 0; i < _repeats; i++)
        {
            // Who begins changes, so that a machine that gets slower or faster meanwhile favours nobody.
            if (i % 2 == 0)
            {
                ours[i] = Ours();
                theirs[i] = Theirs();
            }
            else
            {
                theirs[i] = Theirs();
                ours[i] = Ours();
            }
        }

        var seconds = Median(ours);
        var figures = new List<Figure> { new($"seconds per epoch, {images} images", seconds, "s", peer?.Name, peer is null ? null : Median(theirs)) };
        figures.Add(new Figure($"seconds per epoch, {images} images", seconds, "s", Published, publishedSeconds));
        return figures;

        double Ours() => Enumerable.Range(0, epochs).Average(_ => SecondsOfOneEpoch(training));
        double Theirs() => peer is null ? double.NaN : Enumerable.Range(0, epochs).Average(_ => peer.SecondsOfOneEpoch());
    }

    /// <summary>From pixels to logits, batches of 256, one thread.</summary>
    private Figure Inference(Peer? peer)
    {
        output.WriteLine($"inference of {InferredImages} images, {_repeats} runs");
        var images = RandomImages(InferredImages, seed: 3);
        using var classifier = Classifier.Load(Untrained());
        classifier.PredictLogits(images, InferenceBatch);
        peer?.PrepareInference(InferredImages);
        var (ours, theirs) = (new double[_repeats], new double[_repeats]);
        for (var i = 0; i < _repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            classifier.PredictLogits(images, InferenceBatch);
            ours[i] = InferredImages / Stopwatch.GetElapsedTime(start).TotalSeconds;
            theirs[i] = peer is null ? double.NaN : InferredImages / peer.SecondsOfInference();
        }

        return new Figure($"images inferred per second, batch {InferenceBatch}", Median(ours), "1/s", peer?.Name, peer is null ? null : Median(theirs));
    }

    private static byte[] Untrained()
    {
        var few = RandomImages(8, seed: 1);
        using var training = ClassifierTraining.Start(new TrainingOptions { ClassCount = Classes, Epochs = 1, Seed = 1 }, few, few);
        training.Run(TimeSpan.MaxValue, TimeProvider.System, null, default);
        return training.Complete().Weights;
    }

    /// <summary>What two trainings on two threads get done, against what one gets done in the same time.</summary>
    private List<Figure> SideBySide()
    {
        output.WriteLine($"two trainings of {SharedSize} images side by side");
        using var first = Prepare(SharedSize, seed: 1, augment: false);
        using var second = Prepare(SharedSize, seed: 2, augment: false);
        var (alone, together) = (new double[_repeats], new double[_repeats]);
        for (var i = 0; i < _repeats; i++)
        {
            alone[i] = SecondsOfOneEpoch(first);
            var start = Stopwatch.GetTimestamp();
            Parallel.Invoke(() => SecondsOfOneEpoch(first), () => SecondsOfOneEpoch(second));
            together[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return
        [
            new Figure("epochs per second, two trainings in parallel", 2 / Median(together), "1/s", "one training", 1 / Median(alone)),
        ];
    }

    private Figure Augmented()
    {
        output.WriteLine($"{SharedSize} images with and without augmentation");
        using var plain = Prepare(SharedSize, seed: 1, augment: false);
        using var augmented = Prepare(SharedSize, seed: 1, augment: true);
        var (without, with) = (new double[_repeats], new double[_repeats]);
        for (var i = 0; i < _repeats; i++)
        {
            without[i] = SecondsOfOneEpoch(plain);
            with[i] = SecondsOfOneEpoch(augmented);
        }

        return new Figure($"seconds per epoch with augmentation, {SharedSize} images", Median(with), "s", "without augmentation", Median(without));
    }

    private static ClassifierTraining Prepare(int images, int seed, bool augment)
    {
        const int warmUpSteps = 10;
        var options = new TrainingOptions { ClassCount = Classes, Epochs = int.MaxValue, Seed = (ulong)seed, Augment = augment };
        var training = ClassifierTraining.Start(options, RandomImages(images, seed), new LabelledImages([], [], []));
        for (var i = 0; i < warmUpSteps; i++)
        {
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
        }

        // The epoch that warming up has begun is finished, so that what is measured is whole epochs.
        _ = SecondsOfOneEpoch(training);
        return training;
    }

    private static double SecondsOfOneEpoch(ClassifierTraining training)
    {
        using var endOfEpoch = new CancellationTokenSource();
        training.Run(TimeSpan.MaxValue, TimeProvider.System, StopAtTheEnd, endOfEpoch.Token);
        return training.History[^1].Seconds;

        void StopAtTheEnd(TrainingTick tick)
        {
            if (tick.Step == tick.StepsPerEpoch)
            {
                endOfEpoch.Cancel();
            }
        }
    }

    private static LabelledImages RandomImages(int count, int seed)
    {
        var random = new Random(seed);
        var pixels = new float[count * 3 * 32 * 32];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = random.NextSingle() * 255;
        }

        return new LabelledImages(
            [.. Enumerable.Range(0, count).Select(n => $"{n:D5}")], pixels, [.. Enumerable.Range(0, count).Select(n => n % Classes)]);
    }

    internal static double Median(IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
