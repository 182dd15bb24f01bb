namespace Dcai.Contracts.Documents;

/// <summary>
/// The proposal to certify some samples under their given labels without a look; supported or not by the items of end Audit, which were drawn at random from
/// these samples and the audited ones together.
/// </summary>
public sealed record BulkProposal
{
    /// <summary>Samples that arrived up to this snapshot are meant.</summary>
    public required int GenerationSnapshot { get; init; }

    /// <summary>Ids of the samples that would be certified, sorted; one that is no longer uncertified with exactly one given label is passed over.</summary>
    public required IReadOnlyList<string> SampleIds { get; init; }

    /// <summary>How many samples the proposal covers, the audited ones not counted.</summary>
    public required int Population { get; init; }

    /// <summary>How many were drawn for the audit.</summary>
    public required int Audited { get; init; }

    /// <summary>Certified by people before this review.</summary>
    public required int CertifiedBefore { get; init; }

    /// <summary>Certified in bulk before this review.</summary>
    public int BulkBefore { get; init; }

    /// <summary>How many of those are wrong at most, by the audits on which they rest.</summary>
    public double BulkBeforeWrongAtMost { get; init; }

    /// <summary>Largest share of wrong certificates that is accepted, range (0, 1).</summary>
    public required double MostWrongCertificates { get; init; }

    /// <summary>Confidence of this audit's bound, range (0, 1): higher for each further audit, so that all together keep the dataset's.</summary>
    public required double Confidence { get; init; }
}
