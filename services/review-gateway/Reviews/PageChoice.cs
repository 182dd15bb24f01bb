using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Curation.Reviewers;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>Which items come before a reviewer.</summary>
internal sealed class PageChoice(ReviewLineup lineup, CurationSettings settings, HoldItems wanted, IReadOnlySet<string> pending)
{
    public static ReviewView ViewOf(ReviewTally tally, ReviewItem item, IReadOnlyList<string> classes) =>
        ReviewLineup.IsOfOneClass(tally.Review, item, classes) && tally.StandingOf(item.SampleId) != ItemStanding.Disputed ? ReviewView.Grid : ReviewView.Focus;

    /// <summary>What is pending, then what the page held, then what comes next.</summary>
    /// <param name="tally">What was decided.</param>
    /// <param name="held">What the page held so far.</param>
    /// <param name="elsewhere">How many other pages hold a sample.</param>
    /// <returns>Sample ids.</returns>
    public IReadOnlyList<string> Choose(ReviewTally tally, IReadOnlyList<string> held, IReadOnlyDictionary<string, int> elsewhere)
    {
        var had = held.ToHashSet(StringComparer.Ordinal);
        var room = new Dictionary<ReviewView, int> { [ReviewView.Grid] = wanted.GridLimit, [ReviewView.Focus] = wanted.FocusLimit };
        var chosen = lineup.Items.Select(item => item.SampleId).Where(sample => pending.Contains(sample) && IsFree(tally, sample, elsewhere)).ToList();
        foreach (var isNew in new[] { false, true })
        {
            foreach (var item in lineup.Items.Where(item =>
                had.Contains(item.SampleId) != isNew && !pending.Contains(item.SampleId) && IsFree(tally, item.SampleId, elsewhere)))
            {
                if (room.Values.All(free => free <= 0))
                {
                    return chosen;
                }

                if (room[ViewOf(tally, item, settings.Classes)]-- > 0)
                {
                    chosen.Add(item.SampleId);
                }
            }
        }

        return chosen;
    }

    /// <summary>The page with gold mixed in, each beside the item that it was drawn for.</summary>
    /// <param name="tally">What was decided.</param>
    /// <param name="page">Items of the review.</param>
    /// <param name="gold">Null where none is mixed in.</param>
    public IEnumerable<ReviewItem> Gild(ReviewTally tally, IEnumerable<ReviewItem> page, GoldItems? gold)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in page)
        {
            yield return item;
            if (gold?.Beside(item, wanted.Reviewer, settings.Reviewing.GoldShare) is { } known
                && !pending.Contains(known.SampleId)
                && tally.Heads(known.SampleId).All(head => head.Reviewer != wanted.Reviewer)
                && seen.Add(known.SampleId))
            {
                yield return known;
            }
        }
    }

    /// <summary>How many items of a view wait for the reviewer, whoever holds them.</summary>
    public int Left(ReviewTally tally, ReviewView view) => lineup.Items.Count(item =>
        !pending.Contains(item.SampleId) && Waits(tally, item.SampleId) && ViewOf(tally, item, settings.Classes) == view);

    private bool IsFree(ReviewTally tally, string sampleId, IReadOnlyDictionary<string, int> elsewhere) =>
        Waits(tally, sampleId) && elsewhere.GetValueOrDefault(sampleId) < tally.Places(sampleId);

    private bool Waits(ReviewTally tally, string sampleId) => tally.WaitsFor(sampleId, wanted.Reviewer, settings.Reviewing.Adjudicators);
}
