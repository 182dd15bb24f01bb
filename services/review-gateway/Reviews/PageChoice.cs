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
    public IReadOnlyList<string> Choose(ReviewTally tally, IReadOnlyList<string> held, Func<string, int> elsewhere)
    {
        var taken = pending.Concat(held).ToHashSet(StringComparer.Ordinal);
        var room = new Dictionary<ReviewView, int> { [ReviewView.Grid] = wanted.GridLimit, [ReviewView.Focus] = wanted.FocusLimit };
        var chosen = lineup.Of(pending).Where(entry => IsFree(tally, entry, elsewhere)).Select(entry => entry.Item.SampleId).ToList();
        var fresh = lineup.Entries.Where(entry => IsFree(tally, entry, elsewhere) && !taken.Contains(entry.Item.SampleId));
        foreach (var entry in lineup.Of(held.Where(sample => !pending.Contains(sample))).Where(entry => IsFree(tally, entry, elsewhere)).Concat(fresh))
        {
            if (room.Values.All(free => free <= 0))
            {
                break;
            }

            if (room[ViewOf(tally, entry)]-- > 0)
            {
                chosen.Add(entry.Item.SampleId);
            }
        }

        return chosen;
    }

    /// <summary>Of what a page holds, in the review's order, what waits for the reviewer's word.</summary>
    public IEnumerable<ReviewItem> Page(ReviewTally tally, IEnumerable<string> held) =>
        lineup.Of(held.Where(sample => !pending.Contains(sample))).Where(entry => Waits(tally, entry)).Select(entry => entry.Item);

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

    /// <summary>How many items of each view wait for the reviewer, whoever holds them.</summary>
    public IReadOnlyDictionary<ReviewView, int> Left(ReviewTally tally)
    {
        var left = new Dictionary<ReviewView, int> { [ReviewView.Grid] = 0, [ReviewView.Focus] = 0 };
        foreach (var entry in lineup.Entries)
        {
            if (Waits(tally, entry) && !pending.Contains(entry.Item.SampleId))
            {
                left[ViewOf(tally, entry)]++;
            }
        }

        return left;
    }

    private static ReviewView ViewOf(ReviewTally tally, LineupEntry entry) =>
        entry.IsOfOneClass && tally.StandingAt(entry.Position) != ItemStanding.Disputed ? ReviewView.Grid : ReviewView.Focus;

    private bool IsFree(ReviewTally tally, LineupEntry entry, Func<string, int> elsewhere)
    {
        if (!Waits(tally, entry))
        {
            return false;
        }

        var holders = elsewhere(entry.Item.SampleId);
        return holders == 0 || holders < tally.Places(entry.Item.SampleId);
    }

    /// <summary>Most items are settled, or nobody but one is asked and so nobody said a word yet: neither needs to be looked up.</summary>
    private bool Waits(ReviewTally tally, LineupEntry entry) => tally.StandingAt(entry.Position) switch
    {
        ItemStanding.Settled => false,
        ItemStanding.Undecided when tally.ReviewersPerItem == 1 => true,
        _ => tally.WaitsFor(entry.Item.SampleId, wanted.Reviewer, settings.Reviewing.Adjudicators),
    };
}
