using Dcai.Contracts.Documents;
using Dcai.Curation;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>One review in memory: its items and every batch of decisions read so far, all of them immutable.</summary>
internal sealed class ReviewFile(Review review)
{
    private readonly Lock _lock = new();
    private readonly ReviewTally _tally = new(review);

    public Review Review { get; } = review;

    public IReadOnlySet<string> Samples { get; } = review.Items.Select(item => item.SampleId).ToHashSet(StringComparer.Ordinal);

    /// <summary>Decisions that are being stored, by sample: a second one on the same sample waits, so that two never take each other's sample unseen.
    /// Another gateway's are seen as two heads.</summary>
    public Dictionary<string, Task> Storing { get; } = new(StringComparer.Ordinal);

    /// <summary>Guards <see cref="Storing"/> and what is decided by it.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>One look at the store at a time.</summary>
    public SemaphoreSlim Look { get; } = new(1);

    /// <summary>When the store was last asked for batches of other gateways, and how long that took; null before the first time.</summary>
    public (long Timestamp, TimeSpan Took)? LastLook { get; set; }

    public ReviewClosure? Closure { get; set; }

    /// <summary>Reads or changes the tally while nobody else does.</summary>
    public T With<T>(Func<ReviewTally, T> work)
    {
        lock (_lock)
        {
            return work(_tally);
        }
    }
}
