using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>How often people confirmed what the auxiliary model flagged (paper, table 1, "pipeline accuracy").</summary>
public static class PipelineAccuracy
{
    /// <summary>Compares a round's flags with its decisions.</summary>
    /// <param name="review">A round review; items that are not ranked do not count.</param>
    /// <param name="batches">The decisions that closed it, in any order. Undecided and disputed items do not count.</param>
    /// <remarks>
    /// Likely valid is confirmed by a certification under a given label, likely invalid by a removal or a certification under another label.
    /// Where no label was given, the model's suggestion stands in its place.
    /// </remarks>
    public static FlagAccuracy Of(Review review, IEnumerable<DecisionBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(review);
        var settled = DecisionTrail.Examine(review, batches).Settled;
        var (validCount, validConfirmed, invalidCount, invalidConfirmed) = (0, 0, 0, 0);
        foreach (var item in review.Items.Where(item => settled.ContainsKey(item.SampleId)))
        {
            var decision = settled[item.SampleId].Decision;
            var stands = decision.Verdict == Verdict.Certify
                && (item.GivenLabels.Count > 0 ? item.GivenLabels.Contains(decision.Label!) : item.SuggestedLabel == decision.Label);
            switch (item.End)
            {
                case ReviewEnd.LikelyValid:
                    validCount++;
                    validConfirmed += stands ? 1 : 0;
                    break;
                case ReviewEnd.LikelyInvalid:
                    invalidCount++;
                    invalidConfirmed += stands ? 0 : 1;
                    break;
            }
        }

        return new FlagAccuracy
        {
            Overall = Share(validConfirmed + invalidConfirmed, validCount + invalidCount),
            LikelyValid = Share(validConfirmed, validCount),
            LikelyInvalid = Share(invalidConfirmed, invalidCount),
        };
    }

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
