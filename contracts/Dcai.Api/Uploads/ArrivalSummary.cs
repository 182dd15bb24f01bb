namespace Dcai.Api;

/// <summary>What has come into a dataset so far, or had when a release was made, and what became of it.</summary>
public sealed record ArrivalSummary
{
    /// <summary>Files by source, name and bytes; the same one twice counts once.</summary>
    public required int Files { get; init; }

    /// <summary>Files that brought an image.</summary>
    public required int Accepted { get; init; }

    /// <summary>Of these, how many were said to look like an image that was known.</summary>
    public required int NearDuplicates { get; init; }

    /// <summary>Files whose bytes were known.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Files that are no usable image.</summary>
    public required int Rejected { get; init; }

    /// <summary>Why they were rejected, the most frequent first.</summary>
    public required IReadOnlyList<RefusalCount> Refusals { get; init; }

    /// <summary>Groups of images that look alike: of equal perceptual hash, or found by rankings to show the same.</summary>
    public required int Groups { get; init; }

    /// <summary>Images in these groups.</summary>
    public required int Grouped { get; init; }

    /// <summary>The largest of the groups, at most twelve: those that the contact sheet shows.</summary>
    public required IReadOnlyList<LookalikeGroup> Largest { get; init; }
}
