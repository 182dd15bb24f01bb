namespace Dcai.Contracts.Documents;

/// <summary>
/// The proposal to certify under its given label everything that the review's snapshot has uncertified, of the generation, with exactly one given
/// label and not among the review's items; supported or not by the items of end Audit, which were drawn from it at random.
/// </summary>
public sealed record BulkProposal
{
    /// <summary>Samples that arrived up to this snapshot are meant.</summary>
    public required int GenerationSnapshot { get; init; }

    /// <summary>How many samples the proposal covers, the audited ones not counted.</summary>
    public required int Population { get; init; }

    /// <summary>How many were drawn for the audit.</summary>
    public required int Audited { get; init; }

    /// <summary>Certified by people before this review.</summary>
    public required int CertifiedBefore { get; init; }

    /// <summary>Largest share of wrong certificates that is accepted, range (0, 1).</summary>
    public required double MostWrongCertificates { get; init; }

    /// <summary>Confidence of this audit's bound, range (0, 1): higher for each further audit, so that all together keep the dataset's.</summary>
    public required double Confidence { get; init; }
}
