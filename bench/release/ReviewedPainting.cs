using System.Globalization;
using Dcai.Bench.Figures;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Curation.Quality;
using Dcai.Imaging;
using Dcai.Learning;
using Dcai.ObjectStorage;

namespace Dcai.Bench.Release;

/// <summary>Paints images that a classifier gets wrong, drops copies as the gan-trainer does, and keeps what another model takes for the intended class, which plays the reviewer.</summary>
/// <param name="train">What the generator learns from.</param>
/// <param name="classifier">The frozen classifier.</param>
/// <param name="judge">The model that plays the reviewer.</param>
/// <param name="data">Classes, and the store that the images go to.</param>
/// <param name="output">Where it says what it does.</param>
internal sealed class ReviewedPainting(LabelledImages train, byte[] classifier, byte[] judge, DecidedImages data, TextWriter output)
{
    private const int Wanted = 1226;
    private const int Shown = 4 * Wanted;
    private const double Truncation = 0.7;
    private const int Iterations = 3000;

    /// <summary>Of those that <c>./dcai bench gan</c> compares, the one after so few steps of whose images most are wrong to the classifier and accepted.</summary>
    private const double Gamma = 0.05;

    /// <param name="seed">1 is the first.</param>
    /// <param name="generator">The file of the trained generator, without its ending; what lies there is not trained again.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <returns>The images that passed, in the store, as many of each class as possible; and how the painting went.</returns>
    public async Task<(IReadOnlyList<LabelledSample> Images, IReadOnlyList<Figure> Figures)> PaintAsync(int seed, string generator, CancellationToken cancellationToken)
    {
        var options = new GanOptions
        {
            ClassCount = data.Classes.Count,
            Seed = (ulong)seed,
            Gamma = Gamma,
            Iterations = Iterations,
            RampAfterIterations = Iterations / 2,
            RampIterations = Iterations,
            CheckIterations = Iterations / 12,
            WarmUpIterations = Iterations / 3,
            LearningRate = 1e-3,
            Width = 16,
        };
        var file = $"{generator}-{Digests.Hex(Digests.Sha256([.. System.Text.Encoding.UTF8.GetBytes($"{options} {string.Join(' ', train.SampleIds)}"), .. classifier]))[..12]}.safetensors";
        if (!File.Exists(file))
        {
            await AccuracyBenchmark.KeepAsync(file, Train(options, cancellationToken));
        }

        using var trained = ImageGenerator.Load(await File.ReadAllBytesAsync(file, cancellationToken));
        int[] labels = [.. Enumerable.Range(0, Shown).Select(number => number % data.Classes.Count)];
        var images = trained.Paint(labels, Truncation, (ulong)seed, cancellationToken);
        var painted = LabelledImages.OfGray(images, labels);
        var plane = train.Height * train.Width;
        var copies = PaintedCopies.Of(new FeatureMatrix(painted.GrayPixels(), plane), new FeatureMatrix(train.GrayPixels(), plane));
        var (seen, judged) = (Predict(classifier, painted), Predict(judge, painted));
        int[] passed = [.. Enumerable.Range(0, Shown).Where(number => !copies.IsCopy(number) && judged[number] == labels[number])];
        int[] kept = [.. passed.GroupBy(number => labels[number]).SelectMany(group => group.Take(Wanted / data.Classes.Count))];
        var samples = new List<LabelledSample>();
        foreach (var number in kept)
        {
            samples.Add(new LabelledSample { SampleId = Digests.Hex((await data.Store.PutBlobAsync(PngEncoder.Encode(images[number]), "image/png", cancellationToken)).Digest), Label = data.Classes[labels[number]] });
        }

        IReadOnlyList<LabelledSample> distinct = [.. samples.DistinctBy(sample => sample.SampleId).OrderBy(sample => sample.SampleId, StringComparer.Ordinal)];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"painted, seed {seed}: {Shown} images, {passed.Length} accepted, {distinct.Count} taken"));
        return (distinct,
        [
            new Figure("painted: share that is a copy", (double)Enumerable.Range(0, Shown).Count(copies.IsCopy) / Shown, ""),
            new Figure("painted: share accepted", (double)passed.Length / Shown, ""),
            new Figure("painted: share of the accepted that the classifier gets wrong", passed.Length == 0 ? double.NaN : (double)passed.Count(number => seen[number] != labels[number]) / passed.Length, ""),
            new Figure("painted: images taken", distinct.Count, ""),
        ]);
    }

    private byte[] Train(GanOptions options, CancellationToken cancellationToken)
    {
        using var training = GanTraining.Start(options, train, classifier);
        training.Run(TimeSpan.MaxValue, TimeProvider.System, tick => Note(tick.Check), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var trained = training.Complete();
        output.WriteLine($"generator, seed {options.Seed}: {trained.End}, kept step {trained.KeptIteration}, {trained.Rollbacks} rollbacks");
        return trained.Generator ?? throw new InvalidOperationException($"The generator of seed {options.Seed} failed: {trained.Checks[^1].Failure}.");
    }

    private void Note(GanCheck? check)
    {
        if (check is not null)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  step {check.Iteration}: γ {check.Gamma:0.00}, Fréchet {check.FrechetDistance:0.0}, agreement {check.Agreement:0.00}, diversity {check.Diversity:0.00} {check.Failure}"));
        }
    }

    private static int[] Predict(byte[] weights, LabelledImages images)
    {
        using var model = Classifier.Load(weights);
        return ClassificationMetrics.PredictedClasses(model.PredictLogits(images), model.ClassCount);
    }
}
