using Dcai.Contracts.Documents;
using Dcai.Curation.Quality;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.Training;
using Dcai.Work.Telemetry;

namespace Dcai.Ranker;

/// <summary>Asks the models of a round about samples; none is asked about what it learned from.</summary>
internal sealed class EnsembleInference(IObjectStore store, SampleImages images)
{
    /// <summary>Neighbours are looked for among so many learned samples at most, evenly taken: a distance needs no more.</summary>
    private const int MostNeighboursSearched = 20_000;

    /// <param name="samples">[N] sorted by id.</param>
    /// <param name="models">At least one.</param>
    /// <param name="curation">Classes, and what is asked for.</param>
    /// <param name="progress">Called with the finished share.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <exception cref="InvalidDataException">Every model learned from one of the samples; the message names it.</exception>
    public async Task<PoolMeasurement> MeasureAsync(
        IReadOnlyList<Sample> samples, RoundModels models, CurationSettings curation, Action<double> progress, CancellationToken cancellationToken)
    {
        string[] ids = [.. samples.Select(sample => sample.SampleId)];
        var folds = models.FoldsOfPool();
        var wantsFeatures = curation.Ranking.NeighbourCount > 0 || curation.Ranking.Acquisition == AcquisitionFunctions.Coreset;
        var views = new List<MemberView>();
        var neighbours = new NeighbourSums(samples, curation);
        int[]? coreset = null;
        foreach (var model in models.Models)
        {
            bool[] counts = [.. ids.Select(id => !folds.TryGetValue(id, out var fold) || model.HeldOutFold is null || fold == model.HeldOutFold)];
            int[] asked = [.. Enumerable.Range(0, ids.Length).Where(n => counts[n])];
            var weights = await store.GetBlobAsync(model.Weights, cancellationToken).ConfigureAwait(false);
            var pixels = await images.LoadAsync([.. asked.Select(n => ids[n])], model.Preprocessing, model.ImageSize, cancellationToken).ConfigureAwait(false);
            if (pixels.Count != asked.Length)
            {
                // The next try leaves them out.
                throw new ObjectStoreException($"{asked.Length - pixels.Count} of the images were erased while they were read for ranking; they are ranked again without them.");
            }

            var learned = wantsFeatures ? await LearnedAsync(models.LearnedBy(model), model, curation, cancellationToken).ConfigureAwait(false) : null;
            await Task.Factory.StartNew(
                () => WorkMeter.Occupy(ComputeDevice.IsCuda, () =>
                {
                    using var classifier = Classifier.Load(weights);
                    views.Add(View(classifier, pixels, asked, counts, cancellationToken));
                    if (learned is not null)
                    {
                        var features = classifier.Features(pixels, cancellationToken: cancellationToken);
                        var reference = classifier.Features(learned, cancellationToken: cancellationToken);
                        neighbours.Add(features, asked, reference, learned.Labels, classifier.FeatureCount);
                        coreset ??= asked.Length == ids.Length && curation.Ranking.Acquisition == AcquisitionFunctions.Coreset
                            ? CoresetRanks(features, reference, classifier.FeatureCount)
                            : null;
                    }
                }),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            WorkMeter.CountImages("ranking", asked.Length);
            progress((double)views.Count / models.Models.Count);
        }

        var unasked = Enumerable.Range(0, ids.Length).FirstOrDefault(n => !views.Exists(view => view.Counts[n]), -1);
        if (unasked >= 0)
        {
            throw new InvalidDataException($"Every model of the round learned from sample {ids[unasked]}: the ensemble has fewer members than the pool has folds.");
        }

        var (logits, bald) = ids.Length == 0 ? ([], []) : MemberView.Join(views, curation.Classes.Count);
        return new PoolMeasurement
        {
            Logits = logits,
            Bald = bald,
            NeighbourDistances = neighbours.Distances,
            NeighbourAgreements = neighbours.Agreements,
            CoresetRanks = coreset,
        };
    }

    /// <summary>The place of each sample in the k-centre-greedy order.</summary>
    private static int[] CoresetRanks(float[] features, float[] learned, int featureCount)
    {
        var order = CoresetSelection.Choose(
            new FeatureMatrix(features, featureCount), new FeatureMatrix(learned, featureCount), features.Length / featureCount);
        var ranks = new int[order.Length];
        for (var place = 0; place < order.Length; place++)
        {
            ranks[order[place]] = place;
        }

        return ranks;
    }

    private async Task<LabelledImages?> LearnedAsync(
        IReadOnlyList<LabelledSample> learned, RoundModel model, CurationSettings curation, CancellationToken cancellationToken)
    {
        var step = Math.Max(1, (learned.Count + MostNeighboursSearched - 1) / MostNeighboursSearched);
        LabelledSample[] searched = [.. learned.Where((_, index) => index % step == 0)];
        return searched.Length == 0
            ? null
            : await images.LoadAsync(searched, curation.Classes, model.Preprocessing, model.ImageSize, cancellationToken).ConfigureAwait(false);
    }

    private static MemberView View(Classifier classifier, LabelledImages pixels, int[] asked, bool[] counts, CancellationToken cancellationToken)
    {
        var K = classifier.ClassCount;
        var answers = classifier.PredictLogits(pixels, cancellationToken: cancellationToken);
        var logits = new float[counts.Length * K];
        for (var row = 0; row < asked.Length; row++)
        {
            for (var k = 0; k < K; k++)
            {
                logits[(asked[row] * K) + k] = (float)(answers[(row * K) + k] / classifier.Temperature);
            }
        }

        return new MemberView(logits, counts);
    }
}
