namespace Dcai.ReviewGateway.Reviews;

/// <summary>The leases of one review as far as they are known here. Its gate is held by whoever reads or changes it.</summary>
internal sealed class LeaseBook
{
    private readonly Dictionary<string, (PageLease Lease, DateTimeOffset Since)> _holders = new(StringComparer.Ordinal);
    private readonly Queue<(int Number, DateTimeOffset Since)> _numbers = new();

    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>The last number that is known to be taken; 0 for none.</summary>
    public int Last { get; private set; }

    /// <summary>When the store was last asked for all numbers; null before the first time.</summary>
    public long? LookedAt { get; set; }

    public void Note(int number, PageLease lease, DateTimeOffset since)
    {
        if (number > Last)
        {
            Last = number;
            _holders[lease.LeaseId] = (lease, since);
            _numbers.Enqueue((number, since));
        }
    }

    /// <summary>Numbers that nobody needs any more; the newest always stays, for the next one follows from it.</summary>
    public IEnumerable<int> Outlived(DateTimeOffset limit)
    {
        while (_numbers.Count > 1 && _numbers.Peek().Since < limit)
        {
            yield return _numbers.Dequeue().Number;
        }
    }

    /// <summary>How many other pages hold each sample.</summary>
    /// <param name="leaseId">The page that asks.</param>
    /// <param name="limit">Leases that are older are over.</param>
    public IReadOnlyDictionary<string, int> HeldByOthers(string leaseId, DateTimeOffset limit)
    {
        foreach (var over in _holders.Where(holder => holder.Value.Since < limit).Select(holder => holder.Key).ToList())
        {
            _holders.Remove(over);
        }

        return _holders.Values
            .Where(holder => holder.Lease.LeaseId != leaseId)
            .SelectMany(holder => holder.Lease.Samples)
            .CountBy(sample => sample, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>What a page holds, whether its lease is over or not.</summary>
    public IReadOnlyList<string> HeldBy(string leaseId) => _holders.TryGetValue(leaseId, out var holder) ? holder.Lease.Samples : [];
}
