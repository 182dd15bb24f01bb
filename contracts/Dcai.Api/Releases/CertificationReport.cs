namespace Dcai.Api;

/// <summary>Who certified a release's samples, and how sure one can be of those that nobody looked at.</summary>
public sealed record CertificationReport
{
    public required int ByPeople { get; init; }

    public required int InBulk { get; init; }

    /// <summary>Upper bound of the share of wrong ones among all certificates, given that people's are right; range [0, 1].</summary>
    public required double WrongUpperBound { get; init; }

    /// <summary>Of the bound, over all audits together, range (0, 1); absent where nothing was certified in bulk.</summary>
    public double? Confidence { get; init; }
}
