using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Chooses what people look at next, and in which order (paper, steps 2 and 3).</summary>
public static class ReviewQueue
{
    private const int SeedPerLabel = 2;

    /// <summary>A random sample to train the first auxiliary model on (paper, step 2).</summary>
    /// <param name="samples">All samples, in any order; only uncertified ones of the generation are chosen.</param>
    /// <param name="count">How many; all of them where there are fewer.</param>
    /// <param name="seed">The dataset's seed.</param>
    /// <param name="classes">Class names; items are shown in their order.</param>
    /// <param name="generationSnapshot">As of <see cref="Generation.Includes"/>.</param>
    /// <returns>Grouped by given label, samples without exactly one label last; by id within a label.</returns>
    /// <remarks>
    /// Plain random, as in the paper, except that a label of which the draw holds fewer than two (and the generation more) takes the place
    /// of samples of more frequent labels: a classifier cannot learn a class that it never saw.
    /// </remarks>
    /// <exception cref="CurationException">The generation has no samples at all.</exception>
    public static IReadOnlyList<ReviewItem> SelectSeed(
        IEnumerable<Sample> samples,
        int count,
        ulong seed,
        IReadOnlyList<string> classes,
        int generationSnapshot = 0)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Sample[] generation =
        [
            .. samples
                .Where(sample => Generation.Includes(sample, generationSnapshot))
                .OrderBy(sample => sample.SampleId, StringComparer.Ordinal),
        ];
        if (generation.Length == 0)
        {
            throw new CurationException("there are no images to choose from", "seed review", "Ingest images, then start the curation.");
        }

        var pool = generation.Where(sample => sample.Status == SampleStatus.Uncertified).ToList();
        SeededRandom.For(seed, "seed review").Shuffle(pool);
        var drawn = pool.Take(count).ToList();
        var left = pool.Skip(count).ToList();
        foreach (var label in classes)
        {
            while (drawn.Count(sample => LabelOf(sample) == label) < SeedPerLabel
                && left.FindIndex(sample => LabelOf(sample) == label) is >= 0 and var wanted
                && MostDispensable(drawn, classes) is >= 0 and var dispensable)
            {
                (drawn[dispensable], left[wanted]) = (left[wanted], drawn[dispensable]);
            }
        }

        return
        [
            .. drawn
                .OrderBy(sample => ClassOrder(classes, LabelOf(sample)))
                .ThenBy(sample => sample.SampleId, StringComparer.Ordinal)
                .Select(sample => new ReviewItem
                {
                    SampleId = sample.SampleId,
                    End = ReviewEnd.None,
                    Reason = $"Drawn at random, {SuspicionReason.LabelText(sample.GivenLabels)}.",
                    GivenLabels = sample.GivenLabels,
                }),
        ];
    }

    /// <summary>Every sample whose labels disagree and await a decision, whatever its status and generation.</summary>
    /// <param name="samples">All samples, in any order.</param>
    /// <returns>Sorted by id.</returns>
    public static IReadOnlyList<ReviewItem> SelectConflicts(IEnumerable<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return
        [
            .. samples
                .Where(sample => sample.Conflict)
                .OrderBy(sample => sample.SampleId, StringComparer.Ordinal)
                .Select(sample => new ReviewItem
                {
                    SampleId = sample.SampleId,
                    End = ReviewEnd.None,
                    Reason = sample.Status switch
                    {
                        SampleStatus.Certified => $"Certified as {sample.CertifiedLabel}, but {SuspicionReason.LabelText(sample.GivenLabels)}.",
                        SampleStatus.Removed => $"Removed, but {SuspicionReason.LabelText(sample.GivenLabels)}.",
                        _ => $"Its copies disagree: {SuspicionReason.LabelText(sample.GivenLabels)}.",
                    },
                    GivenLabels = sample.GivenLabels,
                }),
        ];
    }

    /// <summary>What the generator painted and nobody has decided yet (paper, section 4).</summary>
    /// <param name="samples">All samples, in any order.</param>
    /// <param name="classes">Class names; items are shown in their order.</param>
    /// <returns>Grouped by the label for which they were painted; by id within a label.</returns>
    public static IReadOnlyList<ReviewItem> SelectSynthesized(IEnumerable<Sample> samples, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(classes);
        return
        [
            .. samples
                .Where(sample => sample is { Origin: SampleOrigin.Synthesized, Status: SampleStatus.Uncertified })
                .OrderBy(sample => ClassOrder(classes, LabelOf(sample)))
                .ThenBy(sample => sample.SampleId, StringComparer.Ordinal)
                .Select(sample => new ReviewItem
                {
                    SampleId = sample.SampleId,
                    End = ReviewEnd.None,
                    Reason = $"Painted by the generator, {SuspicionReason.LabelText(sample.GivenLabels)}.",
                    GivenLabels = sample.GivenLabels,
                }),
        ];
    }

    /// <summary>The most likely valid and the most likely invalid samples of a round (paper, step 3).</summary>
    /// <param name="ranked">Every ranked sample, in any order; samples that are unknown or no longer uncertified are passed over.</param>
    /// <param name="samples">Sample id to sample.</param>
    /// <param name="likelyValidCount">K: how many of the smallest loss.</param>
    /// <param name="likelyInvalidCount">L: how many of the largest loss.</param>
    /// <param name="classes">Class names; likely valid items are grouped in their order.</param>
    /// <returns>The likely invalid by falling loss, unusual pictures before the others, then the likely valid by class and rising loss; equal losses by id.</returns>
    /// <remarks>
    /// Where fewer than K + L samples are left, the last min(L, left) by loss are likely invalid and the others likely valid.
    /// A loss that is no number counts as the largest: nothing is more suspicious than an image on which the model breaks down.
    /// </remarks>
    /// <exception cref="CurationException">A sample is ranked twice.</exception>
    public static IReadOnlyList<ReviewItem> SelectRound(
        IEnumerable<RankedSample> ranked,
        IReadOnlyDictionary<string, Sample> samples,
        int likelyValidCount,
        int likelyInvalidCount,
        IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfNegative(likelyValidCount);
        ArgumentOutOfRangeException.ThrowIfNegative(likelyInvalidCount);
        return SelectRound(SuspectRanking.Of(ranked, samples, new RankingPolicy(), classes), likelyValidCount, likelyInvalidCount, classes);
    }

    /// <summary>The same by any measure of suspicion.</summary>
    /// <param name="suspects">The ranked pool, each sample once, in any order.</param>
    /// <param name="likelyValidCount">K: how many of the least suspicious.</param>
    /// <param name="likelyInvalidCount">L: how many of the most suspicious.</param>
    /// <param name="classes">Class names; likely valid items are grouped in their order.</param>
    /// <returns>The likely invalid by falling suspicion, unusual pictures before the others, then the likely valid by class and rising suspicion; equal
    /// ones by id.</returns>
    public static IReadOnlyList<ReviewItem> SelectRound(
        IEnumerable<Suspect> suspects, int likelyValidCount, int likelyInvalidCount, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(suspects);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfNegative(likelyValidCount);
        ArgumentOutOfRangeException.ThrowIfNegative(likelyInvalidCount);
        Suspect[] pool =
        [
            .. suspects
                .OrderBy(suspect => suspect.Suspicion)
                .ThenBy(suspect => suspect.Sample.SampleId, StringComparer.Ordinal),
        ];
        var invalidCount = Math.Min(likelyInvalidCount, pool.Length);
        var validCount = Math.Min(likelyValidCount, pool.Length - invalidCount);
        return
        [
            .. pool
                .Skip(pool.Length - invalidCount)
                .OrderByDescending(suspect => suspect.Sample.Issues is not null)
                .ThenByDescending(suspect => suspect.Suspicion)
                .ThenBy(suspect => suspect.Sample.SampleId, StringComparer.Ordinal)
                .Select(suspect => Item(suspect, ReviewEnd.LikelyInvalid)),
            .. pool
                .Take(validCount)
                .OrderBy(suspect => ClassOrder(classes, suspect.Label ?? suspect.Ranked.SuggestedLabel))
                .ThenBy(suspect => suspect.Suspicion)
                .ThenBy(suspect => suspect.Sample.SampleId, StringComparer.Ordinal)
                .Select(suspect => Item(suspect, ReviewEnd.LikelyValid)),
        ];
    }

    internal static ReviewItem Item(Suspect suspect, ReviewEnd end) => new()
    {
        SampleId = suspect.Sample.SampleId,
        End = end,
        Reason = suspect.Reason,
        GivenLabels = suspect.Sample.GivenLabels,
        SuggestedLabel = suspect.Ranked.SuggestedLabel,
        Confidence = suspect.Ranked.Confidence,
        Loss = suspect.Ranked.Loss,
    };

    private static string? LabelOf(Sample sample) => sample.GivenLabels.Count == 1 ? sample.GivenLabels[0] : null;

    /// <summary>Labels outside the classes come after them, samples without a usable label last.</summary>
    private static int ClassOrder(IReadOnlyList<string> classes, string? label)
    {
        for (var position = 0; position < classes.Count; position++)
        {
            if (classes[position] == label)
            {
                return position;
            }
        }

        return label is null ? classes.Count + 1 : classes.Count;
    }

    /// <summary>The last drawn sample of the most frequent label, or one without a usable label; −1 where every label is at its minimum.</summary>
    private static int MostDispensable(List<Sample> drawn, IReadOnlyList<string> classes)
    {
        var counts = drawn.Select(LabelOf).OfType<string>().GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count());
        var most = counts.Where(pair => classes.Contains(pair.Key)).Select(pair => pair.Value).DefaultIfEmpty(0).Max();
        return most > SeedPerLabel
            ? drawn.FindLastIndex(sample => LabelOf(sample) is { } label && counts[label] == most && classes.Contains(label))
            : drawn.FindLastIndex(sample => LabelOf(sample) is not { } label || !classes.Contains(label));
    }
}
