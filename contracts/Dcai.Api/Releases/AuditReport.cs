namespace Dcai.Api;

/// <summary>What a random audit says about a bulk certification.</summary>
public sealed record AuditReport
{
    /// <summary>How many samples the proposal covered, the audited ones not counted.</summary>
    public required int Population { get; init; }

    public required int Audited { get; init; }

    /// <summary>Audited samples that people did not certify under their given label.</summary>
    public required int Wrong { get; init; }

    /// <summary>Clopper–Pearson upper bound of the share of wrong labels in the population, range [0, 1].</summary>
    public required double WrongUpperBound { get; init; }

    /// <summary>Upper bound of the share of wrong ones among all certificates, had the population been certified; range [0, 1].</summary>
    public required double WrongCertificatesUpperBound { get; init; }

    /// <summary>Of both bounds, range (0, 1).</summary>
    public required double Confidence { get; init; }

    /// <summary>Whether the bound was met and the population certified.</summary>
    public required bool Supported { get; init; }
}
