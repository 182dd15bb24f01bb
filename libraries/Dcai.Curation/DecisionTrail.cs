using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Reads an append-only trail of decisions: what stands, what was replaced, and where people disagree.</summary>
/// <remarks>
/// A decision stands until another decision on the same sample names it in <see cref="Decision.Supersedes"/>. Times play no part:
/// clocks of reviewers differ, and two people who did not know of each other's word have to be asked again.
/// A certification without a label is no decision and is passed over; whoever accepts decisions refuses it.
/// </remarks>
public static class DecisionTrail
{
    /// <summary>The standing decisions of every sample that has any.</summary>
    /// <param name="batches">In any order; a decision id that occurs twice counts once (the batch with the smaller id).</param>
    /// <returns>Sample id to its standing decisions in ordinal order of their ids.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<StandingDecision>> Heads(IEnumerable<DecisionBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var bySample = new Dictionary<string, Dictionary<string, StandingDecision>>(StringComparer.Ordinal);
        foreach (var batch in batches.OrderBy(batch => batch.BatchId, StringComparer.Ordinal))
        {
            foreach (var decision in batch.Decisions.Where(IsMeaningful))
            {
                if (!bySample.TryGetValue(decision.SampleId, out var ofSample))
                {
                    bySample.Add(decision.SampleId, ofSample = new(StringComparer.Ordinal));
                }

                ofSample.TryAdd(
                    decision.DecisionId,
                    new StandingDecision { Decision = decision, Reviewer = batch.Reviewer, Simulated = batch.Simulated });
            }
        }

        var heads = new Dictionary<string, IReadOnlyList<StandingDecision>>(bySample.Count, StringComparer.Ordinal);
        foreach (var (sampleId, decisions) in bySample)
        {
            var standing = HeadsOf(decisions.Values);
            if (standing.Count > 0)
            {
                heads.Add(sampleId, standing);
            }
        }

        return heads;
    }

    /// <summary>Sorts the items of a review into settled, undecided and disputed.</summary>
    /// <param name="review">What was asked. Decisions on samples that it does not list are passed over.</param>
    /// <param name="batches">In any order.</param>
    public static ReviewProgress Examine(Review review, IEnumerable<DecisionBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(review);
        var heads = Heads(batches);
        var settled = new Dictionary<string, StandingDecision>(StringComparer.Ordinal);
        var undecided = new List<string>();
        var disputed = new List<string>();
        foreach (var sampleId in review.Items.Select(item => item.SampleId).Distinct(StringComparer.Ordinal))
        {
            if (!heads.TryGetValue(sampleId, out var standing))
            {
                undecided.Add(sampleId);
            }
            else if (Agree(standing))
            {
                settled.Add(sampleId, standing[0]);
            }
            else
            {
                disputed.Add(sampleId);
            }
        }

        return new ReviewProgress { Settled = settled, Undecided = undecided, Disputed = disputed };
    }

    /// <summary>Whether the decisions say the same of the sample: the same verdict and, for a certification, the same label. Reasons may differ.</summary>
    public static bool Agree(IReadOnlyList<StandingDecision> decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        return decisions.Select(standing => Outcome(standing.Decision)).Distinct().Count() <= 1;
    }

    /// <summary>Those of one sample's decisions that no other one replaces, in ordinal order of their ids.</summary>
    internal static IReadOnlyList<StandingDecision> HeadsOf(IReadOnlyCollection<StandingDecision> decisions)
    {
        var superseded = decisions
            .SelectMany(standing => standing.Decision.Supersedes.Where(id => id != standing.Decision.DecisionId))
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. decisions
                .Where(candidate => !superseded.Contains(candidate.Decision.DecisionId))
                .OrderBy(candidate => candidate.Decision.DecisionId, StringComparer.Ordinal),
        ];
    }

    internal static (Verdict Verdict, string? Label) Outcome(Decision decision) =>
        (decision.Verdict, decision.Verdict == Verdict.Certify ? decision.Label : null);

    internal static bool IsMeaningful(Decision decision) => decision.Verdict == Verdict.Remove || !string.IsNullOrEmpty(decision.Label);
}
