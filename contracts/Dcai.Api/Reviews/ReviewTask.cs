namespace Dcai.Api;

/// <summary>One image to decide, and why it is shown.</summary>
public sealed record ReviewTask
{
    /// <summary>SHA-256 of the image's bytes, 64 hexadecimal digits.</summary>
    public required string SampleId { get; init; }

    public required ReviewEnd End { get; init; }

    public required ReviewView View { get; init; }

    /// <summary>One line for the reviewer.</summary>
    public required string Reason { get; init; }

    public required IReadOnlyList<string> GivenLabels { get; init; }

    /// <summary>The auxiliary model's top class.</summary>
    public string? SuggestedLabel { get; init; }

    /// <summary>Out-of-sample probability of the suggested label, range [0, 1].</summary>
    public double? Confidence { get; init; }

    /// <summary>Cross-entropy of the given label, nats; high is suspicious.</summary>
    public double? Loss { get; init; }

    /// <summary>Path of the image's bytes on this gateway.</summary>
    public required string Image { get; init; }

    /// <summary>Path of the image, reduced to what the query's size says, on this gateway.</summary>
    public required string Thumbnail { get; init; }

    /// <summary>Names the stack of near duplicates of one label that it belongs to and that come one after the other; null for one that stands alone.</summary>
    public string? Stack { get; init; }

    /// <summary>The decisions that stand; none while undecided, several where reviewers disagree.</summary>
    public required IReadOnlyList<DecisionRecord> Decisions { get; init; }
}
