using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>
/// One review's trail, folded batch by batch: what <see cref="DecisionTrail"/> reads from all batches, at a cost that does not grow with how many came before.
/// </summary>
/// <remarks>The order of the batches plays no part. Not safe for concurrent use.</remarks>
public sealed class ReviewTally
{
    private readonly Dictionary<string, DecisionBatch> _batches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordedDecision> _decisions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _samples = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly ItemStanding[] _standings;

    /// <param name="review">What was asked.</param>
    public ReviewTally(Review review)
    {
        ArgumentNullException.ThrowIfNull(review);
        Review = review;
        for (var position = 0; position < review.Items.Count; position++)
        {
            _positions.TryAdd(review.Items[position].SampleId, position);
        }

        _standings = new ItemStanding[review.Items.Count];
    }

    public Review Review { get; }

    /// <summary>By batch id.</summary>
    public IReadOnlyDictionary<string, DecisionBatch> Batches => _batches;

    /// <summary>How many reviewers have to agree, at least 1.</summary>
    public int ReviewersPerItem { get; private set; } = 1;

    /// <summary>Distinct samples that are settled.</summary>
    public int SettledCount { get; private set; }

    /// <summary>Every item is settled, so the review can be closed.</summary>
    public bool IsComplete => SettledCount == _positions.Count;

    /// <summary>Judges every item anew where another number of reviewers is asked for.</summary>
    /// <param name="reviewersPerItem">At least 1.</param>
    public void Ask(int reviewersPerItem)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reviewersPerItem, 1);
        if (reviewersPerItem == ReviewersPerItem)
        {
            return;
        }

        ReviewersPerItem = reviewersPerItem;
        foreach (var (sampleId, entry) in _samples)
        {
            Judge(sampleId, entry);
        }
    }

    /// <summary>Folds one batch in.</summary>
    /// <returns>False where it is known already.</returns>
    public bool Add(DecisionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!_batches.TryAdd(batch.BatchId, batch))
        {
            return false;
        }

        foreach (var decision in batch.Decisions.Where(DecisionTrail.IsMeaningful))
        {
            var recorded = new RecordedDecision { Decision = decision, Batch = batch };
            if (!_decisions.TryGetValue(decision.DecisionId, out var known) || IsBefore(batch, known.Batch))
            {
                _decisions[decision.DecisionId] = recorded;
            }

            if (!_samples.TryGetValue(decision.SampleId, out var entry))
            {
                _samples.Add(decision.SampleId, entry = new Entry());
            }

            if (!entry.Decisions.TryGetValue(decision.DecisionId, out known) || IsBefore(batch, known.Batch))
            {
                entry.Decisions[decision.DecisionId] = recorded;
                entry.Heads = DecisionTrail.HeadsOf([.. entry.Decisions.Values.Select(Standing)]);
                Judge(decision.SampleId, entry);
            }
        }

        return true;
    }

    /// <summary>The decision of this id, or null.</summary>
    public RecordedDecision? Find(string decisionId) => _decisions.GetValueOrDefault(decisionId);

    /// <summary>What stands on a sample, in ordinal order of the decisions' ids; nothing while it is undecided.</summary>
    public IReadOnlyList<StandingDecision> Heads(string sampleId) => _samples.GetValueOrDefault(sampleId)?.Heads ?? [];

    /// <summary>How far an item has come; a sample that the review does not list is undecided.</summary>
    public ItemStanding StandingOf(string sampleId) =>
        _positions.TryGetValue(sampleId, out var position) ? _standings[position] : ItemStanding.Undecided;

    /// <summary>The same of the item at a position.</summary>
    /// <param name="position">Of the sample's first item in the review, from 0.</param>
    public ItemStanding StandingAt(int position) => _standings[position];

    /// <summary>How many reviewers may be at an item at once: what is missing to the number asked for, one where it is disputed, none where it is settled.</summary>
    public int Places(string sampleId) => StandingOf(sampleId) switch
    {
        ItemStanding.Settled => 0,
        ItemStanding.Disputed => 1,
        _ => Math.Max(1, ReviewersPerItem - Heads(sampleId).Select(head => head.Reviewer).Distinct(StringComparer.Ordinal).Count()),
    };

    /// <summary>Whether an item waits for this reviewer.</summary>
    /// <param name="sampleId">The item.</param>
    /// <param name="reviewer">Who asks.</param>
    /// <param name="adjudicators">Who may settle disputes where several reviewers are asked; everybody who was not part of it where this is empty.</param>
    /// <remarks>Where one reviewer is asked, a dispute comes of two who did not know of each other, and anybody may settle it.</remarks>
    public bool WaitsFor(string sampleId, string reviewer, IReadOnlyCollection<string> adjudicators)
    {
        ArgumentNullException.ThrowIfNull(adjudicators);
        return StandingOf(sampleId) switch
        {
            ItemStanding.Settled => false,
            ItemStanding.Disputed => ReviewersPerItem == 1
                || (Heads(sampleId).All(head => head.Reviewer != reviewer) && (adjudicators.Count == 0 || adjudicators.Contains(reviewer))),
            _ => Heads(sampleId).All(head => head.Reviewer != reviewer),
        };
    }

    private static bool IsBefore(DecisionBatch one, DecisionBatch other) => string.CompareOrdinal(one.BatchId, other.BatchId) < 0;

    private static StandingDecision Standing(RecordedDecision recorded) =>
        new() { Decision = recorded.Decision, Reviewer = recorded.Batch.Reviewer, Simulated = recorded.Batch.Simulated };

    private void Judge(string sampleId, Entry entry)
    {
        if (!_positions.TryGetValue(sampleId, out var position))
        {
            return;
        }

        var standing = Judge(entry);
        SettledCount += Convert.ToInt32(standing == ItemStanding.Settled) - Convert.ToInt32(_standings[position] == ItemStanding.Settled);
        _standings[position] = standing;
    }

    private ItemStanding Judge(Entry entry)
    {
        if (entry.Heads.Count == 0)
        {
            return ItemStanding.Undecided;
        }

        if (!DecisionTrail.Agree(entry.Heads))
        {
            return ItemStanding.Disputed;
        }

        return entry.Heads.Select(head => head.Reviewer).Distinct(StringComparer.Ordinal).Count() >= ReviewersPerItem
            || entry.Heads.Any(head => Adjudicates(entry, head.Decision, head.Reviewer, []))
                ? ItemStanding.Settled
                : ItemStanding.Undecided;
    }

    /// <summary>It replaces what others disagreed on, or its author's earlier word that did.</summary>
    private static bool Adjudicates(Entry entry, Decision decision, string reviewer, HashSet<string> seen)
    {
        RecordedDecision[] replaced = [.. decision.Supersedes.Where(seen.Add).Select(entry.Decisions.GetValueOrDefault).OfType<RecordedDecision>()];
        return replaced.Where(one => one.Batch.Reviewer != reviewer).Select(one => DecisionTrail.Outcome(one.Decision)).Distinct().Count() > 1
            || replaced.Any(one => one.Batch.Reviewer == reviewer && Adjudicates(entry, one.Decision, reviewer, seen));
    }

    private sealed class Entry
    {
        public Dictionary<string, RecordedDecision> Decisions { get; } = new(StringComparer.Ordinal);

        public IReadOnlyList<StandingDecision> Heads { get; set; } = [];
    }
}
