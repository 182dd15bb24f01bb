namespace Dcai.Api;

/// <summary>How far reviewers agree on what is of a class and what is not.</summary>
public sealed record ClassAgreement
{
    public required string Class { get; init; }

    /// <summary>κ, range [−1, 1]; absent where only one answer was ever given.</summary>
    public double? Kappa { get; init; }
}
