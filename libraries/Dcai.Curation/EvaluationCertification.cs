using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Who certified the samples of a snapshot, and how sure one can be of those that nobody looked at.</summary>
public static class EvaluationCertification
{
    /// <summary>Adds up certificates and audits.</summary>
    /// <param name="samples">All samples of the snapshot.</param>
    /// <param name="audits">Of every review that proposed a certification in bulk; those that did not support it count for nothing.</param>
    /// <param name="confidence">The dataset's, over all audits together, range (0, 1).</param>
    /// <remarks>
    /// Each audit bounds the wrong labels left in its population at its own, higher confidence (<see cref="AuditPlan.ConfidenceOf"/>), so the sum of
    /// the bounds holds at the dataset's.
    /// </remarks>
    public static Certification Of(IReadOnlyCollection<Sample> samples, IEnumerable<AuditOutcome> audits, double confidence)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(audits);
        var inBulk = samples.Count(BulkCertification.IsInBulk);
        var certified = samples.Count(sample => sample.Status == SampleStatus.Certified);
        var wrong = audits
            .Where(audit => audit.Supported)
            .Sum(audit => Math.Clamp((audit.WrongUpperBound * (audit.Audited + audit.Population)) - audit.Wrong, 0, audit.Population));
        return new Certification
        {
            ByPeople = certified - inBulk,
            InBulk = inBulk,
            WrongUpperBound = inBulk == 0 ? 0 : Math.Min(wrong, inBulk) / certified,
            Confidence = inBulk == 0 ? null : confidence,
        };
    }
}
