using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>What a numbered lease of a review holds: the whole of what its holder has from then on, in the place of what the holder had before.</summary>
internal sealed record PageLease
{
    public static DocumentFormat<PageLease> Format { get; } = new("dcai.review-lease", 1);

    /// <summary>Chosen by the client, one for each page that somebody has open.</summary>
    public required string LeaseId { get; init; }

    public required string Reviewer { get; init; }

    /// <summary>Sample ids; none where the page was handed back.</summary>
    public required IReadOnlyList<string> Samples { get; init; }

    /// <summary>The last word on a lease: a renewal that was overtaken does not bring it to life again.</summary>
    public bool IsHandedBack { get; init; }

    /// <summary>Two that hold the same are two.</summary>
    public required string Nonce { get; init; }
}
