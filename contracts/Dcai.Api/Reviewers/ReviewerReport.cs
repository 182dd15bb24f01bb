namespace Dcai.Api;

/// <summary>One reviewer of a dataset.</summary>
public sealed record ReviewerReport
{
    public required string Reviewer { get; init; }

    public required bool Simulated { get; init; }

    /// <summary>Of all reviews, those on gold included.</summary>
    public required int Decisions { get; init; }

    /// <summary>Median; absent where too little was decided in one go. By the gateway's clock.</summary>
    public double? SecondsPerDecision { get; init; }

    /// <summary>Images with a known answer that were decided.</summary>
    public required int Gold { get; init; }

    /// <summary>Share of them that got the known answer, range [0, 1]; absent without any.</summary>
    public double? GoldAccuracy { get; init; }
}
