namespace Dcai.Api;

/// <summary>Everything that is on record about one image.</summary>
public sealed record SampleHistory
{
    /// <summary>As of the newest snapshot.</summary>
    public required SampleSummary Sample { get; init; }

    /// <summary>64 bits, 16 hexadecimal digits; absent where it has none.</summary>
    public string? PerceptualHash { get; init; }

    /// <summary>Every place from which it came.</summary>
    public required IReadOnlyList<SamplePlace> Places { get; init; }

    /// <summary>What the auxiliary models thought of it, the first round first; only rounds that ranked it.</summary>
    public required IReadOnlyList<SampleRanking> Rankings { get; init; }

    /// <summary>The reviews that show it, and why, in the order of their ids.</summary>
    public required IReadOnlyList<SampleReview> Reviews { get; init; }

    /// <summary>What people decided, in the order of submission, whether it stands or was superseded.</summary>
    public required IReadOnlyList<DecisionRecord> Decisions { get; init; }
}
