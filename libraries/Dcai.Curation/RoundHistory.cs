using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>What people found among the suspicious items of the last round that had any, and in the last audit.</summary>
internal sealed record RoundHistory
{
    private readonly Dictionary<string, Tally> _margins = new(StringComparer.Ordinal);

    /// <summary>Over the less suspicious part of the list.</summary>
    public required Tally Margin { get; init; }

    /// <summary>How many wrong labels the generation's newest audit, which failed, lets expect in the pool, less those confirmed since; 0 where there was none.</summary>
    public required double WrongLeft { get; init; }

    /// <summary>The same over the items with one given label; "" for none or several.</summary>
    public Tally MarginOf(string label) => _margins.GetValueOrDefault(label);

    /// <param name="earlier">Round reviews in any order.</param>
    /// <param name="marginShare">The part of each list that counts as its margin, range (0, 1].</param>
    /// <param name="generationSnapshot">Audits of other generations say nothing of this one's pool.</param>
    /// <returns>Null where no suspicious item was decided yet.</returns>
    public static RoundHistory? Of(IReadOnlyList<ClosedReview> earlier, double marginShare, int generationSnapshot)
    {
        ClosedReview[] newestFirst = [.. earlier.OrderByDescending(review => review.Review.Round)];
        if (Array.Find(newestFirst, review => review.Review.Items.Any(item => item.End == ReviewEnd.LikelyInvalid)) is not { } last)
        {
            return null;
        }

        var outcomes = Outcomes(last);
        var history = new RoundHistory
        {
            Margin = Tally.Of(Tail(outcomes, marginShare)),
            WrongLeft = WrongLeftOf(newestFirst, generationSnapshot),
        };
        foreach (var ofLabel in outcomes.GroupBy(outcome => outcome.Label))
        {
            history._margins[ofLabel.Key] = Tally.Of(Tail([.. ofLabel], marginShare));
        }

        return history;
    }

    /// <summary>What the audit of a review found; null where it had none.</summary>
    public static AuditOutcome? AuditOf(ClosedReview closed) => BulkCertification.Decide(closed.Review, Closing(closed));

    private static double WrongLeftOf(ClosedReview[] newestFirst, int generationSnapshot)
    {
        if (Array.Find(newestFirst, review => review.Review.Bulk?.GenerationSnapshot == generationSnapshot) is not { } audited)
        {
            return 0;
        }

        var outcome = AuditOf(audited)!;
        var confirmed = newestFirst.TakeWhile(review => review != audited).Sum(review => Outcomes(review).Count(item => item.Confirmed));
        return outcome.Supported ? 0 : Math.Max(0, ((double)outcome.Wrong / outcome.Audited * outcome.Population) - confirmed);
    }

    private static IEnumerable<DecisionBatch> Closing(ClosedReview closed)
    {
        var closing = closed.Closure.Batches.ToHashSet(StringComparer.Ordinal);
        return closed.Batches.Where(batch => closing.Contains(batch.BatchId));
    }

    /// <summary>Decided suspicious items, the most suspicious first, and whether people confirmed the suspicion.</summary>
    private static List<Outcome> Outcomes(ClosedReview closed)
    {
        var settled = DecisionTrail.Examine(closed.Review, Closing(closed)).Settled;
        return
        [
            .. closed.Review.Items
                .Where(item => item.End == ReviewEnd.LikelyInvalid && settled.ContainsKey(item.SampleId))
                .Select(item => new Outcome(
                    item.GivenLabels.Count == 1 ? item.GivenLabels[0] : "",
                    !(settled[item.SampleId].Decision is { Verdict: Verdict.Certify } decision && item.GivenLabels.Contains(decision.Label!)))),
        ];
    }

    private static IEnumerable<Outcome> Tail(List<Outcome> outcomes, double share) =>
        outcomes.Skip(outcomes.Count - (int)Math.Ceiling(outcomes.Count * share));

    internal readonly record struct Outcome(string Label, bool Confirmed);

    /// <summary>Confirmed of decided.</summary>
    internal readonly record struct Tally(int Confirmed, int Decided)
    {
        public static Tally Of(IEnumerable<Outcome> outcomes) =>
            outcomes.Aggregate(default(Tally), (tally, outcome) => new Tally(tally.Confirmed + (outcome.Confirmed ? 1 : 0), tally.Decided + 1));

        /// <summary>Share confirmed, drawn towards the prior as if so many items had shown it (the mean of a Beta posterior).</summary>
        public double Yield(double priorItems, double prior) => (Confirmed + (priorItems * prior)) / (Decided + priorItems);
    }
}
