using System.Collections.Concurrent;
using Dcai.Contracts.Documents;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>One review in memory: its items and every batch of decisions read so far, all of them immutable.</summary>
internal sealed class ReviewFile(Review review)
{
    public Review Review { get; } = review;

    public IReadOnlySet<string> Samples { get; } = review.Items.Select(item => item.SampleId).ToHashSet(StringComparer.Ordinal);

    /// <summary>By batch id.</summary>
    public ConcurrentDictionary<string, DecisionBatch> Batches { get; } = new(StringComparer.Ordinal);

    /// <summary>One submission at a time, so that two never take each other's sample unseen. Another gateway's are seen as two heads.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    public ReviewClosure? Closure { get; set; }
}
