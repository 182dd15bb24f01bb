using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Spends people's time where they found errors, and stops asking where a random audit says that the rest is good enough.</summary>
/// <remarks>
/// The suspicious end gets all of the round but for classes that have too few certificates. A class gets more places than in the last round where reviewers still
/// confirmed errors among the least suspicious of its items, and fewer where they did not: what counts for the next item is the yield at the
/// margin, not the yield of the whole list. The likely valid end waits for the audit.
/// </remarks>
public static class AdaptiveQueue
{
    /// <summary>The part of a list, from its less suspicious end, at which the yield of the next items is estimated.</summary>
    private const double MarginShare = 1.0 / 3;

    /// <summary>A class keeps at least this share of an equal share, so that it is never given up for good.</summary>
    private const double LeastShare = 0.25;

    /// <summary>Weight of the yield of all classes in the estimate of one class, in items.</summary>
    private const double PriorItems = 6;

    /// <summary>Certified images that a class needs before its likely valid images can wait.</summary>
    private const int EnoughCertificates = 5;

    /// <summary>Chooses the items of a round.</summary>
    /// <param name="suspects">The ranked pool, each sample once, in any order.</param>
    /// <param name="samples">All samples of the snapshot, in any order.</param>
    /// <param name="earlier">Every round review closed so far, with its decisions, in any order.</param>
    /// <param name="settings">Counts, classes, policy and seed.</param>
    /// <param name="round">The round's number; names the random draw.</param>
    /// <param name="generationSnapshot">As of <see cref="Generation.Includes"/>.</param>
    /// <returns>At least one item while the pool has one: suspicious by falling suspicion, then likely valid by class, then audited by id.</returns>
    public static ReviewSelection Select(
        IReadOnlyList<Suspect> suspects,
        IReadOnlyCollection<Sample> samples,
        IReadOnlyList<ClosedReview> earlier,
        CurationSettings settings,
        int round,
        int generationSnapshot)
    {
        ArgumentNullException.ThrowIfNull(suspects);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(settings);
        var most = settings.LikelyValidCount + settings.LikelyInvalidCount;
        Suspect[] pool =
        [
            .. suspects
                .OrderByDescending(suspect => suspect.Suspicion)
                .ThenBy(suspect => suspect.Sample.SampleId, StringComparer.Ordinal),
        ];
        if (pool.Length <= most)
        {
            return new ReviewSelection { Items = [.. pool.Select(suspect => ReviewQueue.Item(suspect, ReviewEnd.LikelyInvalid))] };
        }

        var history = RoundHistory.Of(earlier, MarginShare, generationSnapshot);
        if (Audit(pool, samples, earlier, history, settings, round, generationSnapshot) is { } audit)
        {
            return audit;
        }

        var needed = NeededCertificates(pool, samples, settings);
        var suspicious = Suspicious(pool, history, settings.Classes, Math.Max(1, most - needed.Count));
        var shown = suspicious.Select(suspect => suspect.Sample.SampleId).ToHashSet(StringComparer.Ordinal);
        return new ReviewSelection
        {
            Items =
            [
                .. suspicious.Select(suspect => ReviewQueue.Item(suspect, ReviewEnd.LikelyInvalid)),
                .. needed.Where(suspect => !shown.Contains(suspect.Sample.SampleId)).Select(suspect => ReviewQueue.Item(suspect, ReviewEnd.LikelyValid)),
            ],
        };
    }

    /// <summary>The most suspicious, each class up to its places; what a class leaves free goes to the most suspicious of the others.</summary>
    private static List<Suspect> Suspicious(Suspect[] pool, RoundHistory? history, IReadOnlyList<string> classes, int count)
    {
        if (history is null)
        {
            return [.. pool.Take(count)];
        }

        var places = Places(history, pool, classes, count);
        var (chosen, others) = (new List<Suspect>(), new List<Suspect>());
        foreach (var suspect in pool)
        {
            var label = suspect.Label ?? "";
            if (places.GetValueOrDefault(label) > 0)
            {
                places[label]--;
                chosen.Add(suspect);
            }
            else
            {
                others.Add(suspect);
            }
        }

        chosen.AddRange(others.Take(count - chosen.Count));
        return [.. chosen.OrderByDescending(suspect => suspect.Suspicion).ThenBy(suspect => suspect.Sample.SampleId, StringComparer.Ordinal)];
    }

    /// <summary>Places per label: its share of the most suspicious, times its yield at the margin relative to all labels', between a half and twice.</summary>
    private static Dictionary<string, int> Places(RoundHistory history, Suspect[] pool, IReadOnlyList<string> classes, int count)
    {
        var natural = pool.Take(count).CountBy(suspect => suspect.Label ?? "").ToDictionary(StringComparer.Ordinal);
        var overall = history.Margin.Yield(PriorItems, prior: 0.5);
        var least = (int)Math.Floor(LeastShare * count / Math.Max(1, classes.Count));
        var wanted = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (label, left) in pool.CountBy(suspect => suspect.Label ?? ""))
        {
            var yield = history.MarginOf(label).Yield(PriorItems, overall);
            var factor = overall > 0 ? Math.Clamp(yield / overall, 0.5, 2) : 1;
            wanted[label] = Math.Min(left, Math.Max(least, natural.GetValueOrDefault(label) * factor));
        }

        var scale = Math.Min(1, count / wanted.Values.Sum());
        return wanted.ToDictionary(pair => pair.Key, pair => (int)Math.Floor(pair.Value * scale), StringComparer.Ordinal);
    }

    /// <summary>The likely valid of classes that nobody could learn yet.</summary>
    private static List<Suspect> NeededCertificates(Suspect[] pool, IReadOnlyCollection<Sample> samples, CurationSettings settings)
    {
        var certified = samples
            .Where(sample => sample.Status == SampleStatus.Certified)
            .CountBy(sample => sample.CertifiedLabel!)
            .ToDictionary(StringComparer.Ordinal);
        return
        [
            .. settings.Classes
                .SelectMany(label => pool
                    .Where(suspect => suspect.Label == label)
                    .Reverse()
                    .Take(Math.Max(0, EnoughCertificates - certified.GetValueOrDefault(label))))
                .Take(settings.LikelyValidCount),
        ];
    }

    /// <summary>A review that audits the rest, where it is likely to be the last one.</summary>
    private static ReviewSelection? Audit(
        Suspect[] pool, IReadOnlyCollection<Sample> samples, IReadOnlyList<ClosedReview> earlier, RoundHistory? history, CurationSettings settings, int round,
        int generationSnapshot)
    {
        if (settings.Queue.MostWrongCertificates is not { } mostWrong || history is null)
        {
            return null;
        }

        var covered = pool.Where(suspect => BulkCertification.Covers(suspect.Sample, generationSnapshot)).ToList();
        var certified = samples.Count(sample => sample.Status == SampleStatus.Certified);
        var inBulk = samples.Count(BulkCertification.IsInBulk);
        AuditOutcome[] audits = [.. earlier.Select(RoundHistory.AuditOf).OfType<AuditOutcome>()];
        var confidence = AuditPlan.ConfidenceOf(settings.Queue.Confidence, audits.Length + 1);
        var before = new BulkSoFar(
            inBulk,
            Math.Min(inBulk, audits.Where(audit => audit.Supported).Sum(audit => AuditPlan.WrongLeft(audit.Wrong, audit.Audited, audit.Population, audit.Confidence))));

        // Suspicion falls along the pool, and errors with it: from the yield at the margin down to almost none, so a quarter of it on average at most
        // where it falls as fast as it has so far; an audit that failed tells more.
        var expected = Math.Max(history.Margin.Yield(PriorItems, prior: 0) / 4, history.WrongLeft / Math.Max(1, covered.Count));
        if (AuditPlan.SampleSize(covered.Count, certified - inBulk, Math.Min(1, expected), mostWrong, confidence, before) is not { } size)
        {
            return null;
        }

        var drawn = covered.OrderBy(suspect => suspect.Sample.SampleId, StringComparer.Ordinal).ToList();
        SeededRandom.For(settings.Seed, string.Create(CultureInfo.InvariantCulture, $"audit of round {round}")).Shuffle(drawn);
        return new ReviewSelection
        {
            Items =
            [
                .. drawn
                    .Take(size)
                    .OrderBy(suspect => suspect.Sample.SampleId, StringComparer.Ordinal)
                    .Select(suspect => ReviewQueue.Item(suspect, ReviewEnd.Audit) with
                    {
                        Reason = string.Create(
                            CultureInfo.InvariantCulture,
                            $"Drawn at random to audit {covered.Count - size} images proposed for certification in bulk; labelled {suspect.Label}."),
                    }),
            ],
            Bulk = new BulkProposal
            {
                GenerationSnapshot = generationSnapshot,
                SampleIds = [.. drawn.Skip(size).Select(suspect => suspect.Sample.SampleId).Order(StringComparer.Ordinal)],
                Population = covered.Count - size,
                Audited = size,
                CertifiedBefore = certified - inBulk,
                BulkBefore = before.Certified,
                BulkBeforeWrongAtMost = before.WrongAtMost,
                MostWrongCertificates = mostWrong,
                Confidence = confidence,
            },
        };
    }
}
