using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Curation.Quality;
using Dcai.Fingerprints;
using Dcai.Imaging;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Training;
using Dcai.Work;
using Dcai.Work.Telemetry;

namespace Dcai.GanTrainer;

/// <summary>Paints images, leaves out those that copy a training image, and lists the rest as ingest would.</summary>
public sealed class Painting(IObjectStore store, SettingsReader settings, SampleImages images, TimeProvider time)
{
    private const int BatchIdLength = 32;
    private const string MediaType = "image/png";

    /// <summary>Some are copies, and some are painted twice: so many more are painted than wanted.</summary>
    private const double Surplus = 1.25;

    /// <summary>Paints the images of a release.</summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    internal async Task<SamplesSynthesized> PaintAsync(SynthesizeSamples command, CancellationToken cancellationToken)
    {
        var curation = await settings.ReadAsync(command.DatasetId, command.SettingsVersion, cancellationToken).ConfigureAwait(false);
        var card = await store.GetDocumentBlobAsync(command.Generator, Formats.Gan, cancellationToken).ConfigureAwait(false);
        var count = card.Generators.Any(generator => generator.Weights is not null)
            ? await PaintAsync(command, curation, card, cancellationToken).ConfigureAwait(false)
            : 0;
        return new SamplesSynthesized { DatasetId = command.DatasetId, CommandId = command.CommandId, Release = command.Release, SampleCount = count };
    }

    private async Task<int> PaintAsync(SynthesizeSamples command, CurationSettings curation, GanCard card, CancellationToken cancellationToken)
    {
        var release = await store.GetDocumentAsync(StoreKeys.Release(command.DatasetId, command.Release), Formats.Release, cancellationToken).ConfigureAwait(false);
        var painted = await PaintAsync(curation, card, cancellationToken).ConfigureAwait(false);
        var copies = PaintedCopies.Of(
            Pixels(AsImages(painted)),
            await TrainingPixelsAsync(release, curation, cancellationToken).ConfigureAwait(false));
        var kept = Choose(painted, copies, curation.Synthesis.ImageCount);
        var batchId = command.CommandId[..BatchIdLength];
        await ListAsync(command, batchId, [.. kept.Select(number => painted[number])], cancellationToken).ConfigureAwait(false);
        double[] distances = [.. kept.Select(number => copies.Distances[number]).Order()];
        var synthesis = new Synthesis
        {
            Release = command.Release,
            BatchId = batchId,
            Generators = await JudgeAsync(card, curation, [.. kept.Select(number => painted[number])], cancellationToken).ConfigureAwait(false),
            CopyCount = Enumerable.Range(0, painted.Count).Count(copies.IsCopy),
            CopyDistance = copies.CopyDistance,
            SmallestDistance = distances.Length == 0 ? null : distances[0],
            MedianDistance = distances.Length == 0 ? null : distances[distances.Length / 2],
            MedianTrainingDistance = copies.MedianTrainingDistance,
        };
        await store.PutDocumentIfAbsentAsync(StoreKeys.Synthesis(command.DatasetId, command.Release), Formats.Synthesis, synthesis, cancellationToken).ConfigureAwait(false);
        return kept.Count;
    }

    /// <summary>As many of each class and generator, class by class in turn.</summary>
    private async Task<IReadOnlyList<PaintedImage>> PaintAsync(CurationSettings curation, GanCard card, CancellationToken cancellationToken)
    {
        var classes = card.Classes.Select(name => curation.Classes.ToList().IndexOf(name)).ToArray();
        var generators = card.Generators.Where(generator => generator.Weights is not null).ToArray();
        var count = (int)Math.Ceiling(curation.Synthesis.ImageCount * Surplus / (classes.Length * generators.Length)) * classes.Length;
        int[] labels = [.. Enumerable.Range(0, count).Select(number => classes[number % classes.Length])];
        var painted = new List<PaintedImage>();
        foreach (var trained in generators)
        {
            using var generator = ImageGenerator.Load(await store.GetBlobAsync(trained.Weights!, cancellationToken).ConfigureAwait(false));
            var seed = SeededRandom.Derive(trained.Seed, "painted images");
            IReadOnlyList<Image> contents = [];
            await OwnThread.RunAsync(() => contents = generator.Paint(labels, curation.Synthesis.Truncation, seed, cancellationToken)).ConfigureAwait(false);
            painted.AddRange(contents.Select((content, number) => new PaintedImage(content, curation.Classes[labels[number]], labels[number], trained.Gamma)));
        }

        return painted;
    }

    /// <summary>Those that are no copies, and none twice, taken from the classes and generators in turn.</summary>
    private static IReadOnlyList<int> Choose(IReadOnlyList<PaintedImage> painted, PaintedCopies copies, int count)
    {
        var places = new Dictionary<(double Gamma, int Label), int>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ranked = new List<(int Place, int Number)>();
        for (var number = 0; number < painted.Count; number++)
        {
            if (!copies.IsCopy(number) && seen.Add(Digests.Hex(Digests.Sha256(painted[number].Content.Pixels))))
            {
                var group = (painted[number].Gamma, painted[number].ClassIndex);
                places[group] = places.GetValueOrDefault(group) + 1;
                ranked.Add((places[group], number));
            }
        }

        return [.. ranked.Order().Take(count).Select(entry => entry.Number)];
    }

    private async Task ListAsync(SynthesizeSamples command, string batchId, IReadOnlyList<PaintedImage> painted, CancellationToken cancellationToken)
    {
        var rows = new List<IngestedFile>();
        for (var number = 0; number < painted.Count; number++)
        {
            var (content, label, _, gamma) = painted[number];
            rows.Add(new IngestedFile
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{label}/{number:D5}.png"),
                Source = string.Create(CultureInfo.InvariantCulture, $"generator of release {command.Release}, gamma {gamma}"),
                Origin = SampleOrigin.Synthesized,
                Label = label,
                Content = await store.PutBlobAsync(PngEncoder.Encode(content), MediaType, cancellationToken).ConfigureAwait(false),
                Verdict = IngestVerdict.Accepted,
                Width = content.Width,
                Height = content.Height,
                PerceptualHash = PerceptualHash.Format(PerceptualHash.Compute(content)),
            });
        }

        var key = StoreKeys.IngestBatch(command.DatasetId, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), batchId);
        await store.PutIfAbsentAsync(key, JsonLines.Write(rows), cancellationToken).ConfigureAwait(false);
        WorkMeter.CountImages("painting", rows.Count);
    }

    private async Task<IReadOnlyList<PaintedImages>> JudgeAsync(
        GanCard card, CurationSettings curation, IReadOnlyList<PaintedImage> painted, CancellationToken cancellationToken)
    {
        using var classifier = Classifier.Load(await store.GetBlobAsync(card.Classifier!, cancellationToken).ConfigureAwait(false));
        return
        [
            .. painted.GroupBy(image => image.Gamma).OrderBy(group => group.Key).Select(group =>
            {
                var seen = AsImages([.. group]);
                return new PaintedImages
                {
                    Gamma = group.Key,
                    Count = seen.Count,
                    WrongShare = 1 - ClassificationMetrics.Accuracy(
                        classifier.PredictLogits(seen, cancellationToken: cancellationToken), seen.Labels, curation.Classes.Count),
                };
            }),
        ];
    }

    private async Task<FeatureMatrix> TrainingPixelsAsync(Release release, CurationSettings curation, CancellationToken cancellationToken) =>
        Pixels(await images.LoadAsync(release.Train, curation.Classes, cancellationToken).ConfigureAwait(false));

    private static FeatureMatrix Pixels(LabelledImages seen) => new(seen.GrayPixels(), seen.Height * seen.Width);

    private static LabelledImages AsImages(IReadOnlyList<PaintedImage> painted) =>
        LabelledImages.OfGray([.. painted.Select(image => image.Content)], [.. painted.Select(image => image.ClassIndex)]);

    /// <param name="Content">Gray.</param>
    /// <param name="Label">The class for which it was painted.</param>
    /// <param name="ClassIndex">The same as an index.</param>
    /// <param name="Gamma">Of its generator.</param>
    private sealed record PaintedImage(Image Content, string Label, int ClassIndex, double Gamma);
}
