namespace Dcai.ReviewGateway.Reviews;

/// <summary>The leases of one review as far as they are known here. Its gate is held by whoever reads or changes it.</summary>
internal sealed class LeaseBook
{
    private readonly Dictionary<string, (PageLease Lease, DateTimeOffset Since)> _holders = new(StringComparer.Ordinal);
    private readonly Queue<(int Number, DateTimeOffset Since)> _numbers = new();

    /// <summary>How many pages hold each sample; kept up to date, as adding up thousands anew for each page is what pages would wait for.</summary>
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

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
            Remove(lease.LeaseId);
            _holders.Add(lease.LeaseId, (lease, since));
            foreach (var sample in lease.Samples)
            {
                _counts[sample] = _counts.GetValueOrDefault(sample) + 1;
            }

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

    /// <summary>How many other pages hold a sample.</summary>
    /// <param name="leaseId">The page that asks.</param>
    /// <param name="limit">Leases that are older are over.</param>
    /// <returns>Right until the next change.</returns>
    public Func<string, int> HeldByOthers(string leaseId, DateTimeOffset limit)
    {
        foreach (var over in _holders.Where(holder => holder.Value.Since < limit).Select(holder => holder.Key).ToList())
        {
            Remove(over);
        }

        var own = HeldBy(leaseId).ToHashSet(StringComparer.Ordinal);
        return sample => _counts.GetValueOrDefault(sample) - (own.Contains(sample) ? 1 : 0);
    }

    /// <summary>What a page holds, whether its lease is over or not.</summary>
    public IReadOnlyList<string> HeldBy(string leaseId) => _holders.TryGetValue(leaseId, out var holder) ? holder.Lease.Samples : [];

    /// <summary>Whether a page was handed back, as long as that is remembered: as long as a lease lasts.</summary>
    public bool IsHandedBack(string leaseId) => _holders.TryGetValue(leaseId, out var holder) && holder.Lease.IsHandedBack;

    private void Remove(string leaseId)
    {
        if (!_holders.Remove(leaseId, out var holder))
        {
            return;
        }

        foreach (var sample in holder.Lease.Samples)
        {
            if (_counts[sample] == 1)
            {
                _counts.Remove(sample);
            }
            else
            {
                _counts[sample]--;
            }
        }
    }
}
