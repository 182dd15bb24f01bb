namespace Dcai.Curation.Reviewers;

/// <summary>How far a dataset's reviewers agree.</summary>
public sealed record AgreementSummary
{
    /// <summary>Cohen's κ where the same two people judged everything, else Fleiss'.</summary>
    public required bool IsCohen { get; init; }

    /// <summary>Items that it rests on.</summary>
    public required int ItemCount { get; init; }

    /// <summary>Ratings of each of them, at least 2.</summary>
    public required int RatingsPerItem { get; init; }

    /// <summary>Range [−1, 1]; null where chance explains everything.</summary>
    public required double? Kappa { get; init; }

    /// <summary>Class to the κ of "is this class or is not"; null where chance explains everything.</summary>
    public required IReadOnlyDictionary<string, double?> Classes { get; init; }
}
