namespace Dcai.Api;

/// <summary>How far reviewers agree beyond what chance would give.</summary>
public sealed record AgreementReport
{
    /// <summary>cohen where the same two people judged everything, else fleiss.</summary>
    public required string Measure { get; init; }

    /// <summary>Items that it rests on.</summary>
    public required int Items { get; init; }

    /// <summary>Ratings of each of them, at least 2.</summary>
    public required int RatingsPerItem { get; init; }

    /// <summary>κ, range [−1, 1]; absent where only one answer was ever given.</summary>
    public double? Kappa { get; init; }

    /// <summary>In the order of the dataset's classes.</summary>
    public required IReadOnlyList<ClassAgreement> Classes { get; init; }
}
