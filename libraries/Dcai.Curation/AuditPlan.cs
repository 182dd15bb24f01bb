using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>How many samples of a pool must be audited before the rest of it can be certified in bulk.</summary>
public static class AuditPlan
{
    /// <summary>
    /// The confidence of the n-th audit of a dataset, so that all audits together keep the dataset's: they may be any number, and each is a
    /// chance to be lucky.
    /// </summary>
    /// <param name="confidence">The dataset's, range (0, 1).</param>
    /// <param name="audit">1 is the first.</param>
    /// <remarks>The risk 1 − confidence is spent as 1/(n·(n + 1)), which sums to 1 (Bonferroni with unequal weights).</remarks>
    public static double ConfidenceOf(double confidence, int audit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(audit, 1);
        return 1 - ((1 - confidence) / ((double)audit * (audit + 1)));
    }

    /// <summary>Upper bound of the wrong labels that an audit leaves in the population: if the share among audited and population together is at most u,
    /// at most u·(audited + population) − wrong of them.</summary>
    /// <param name="wrong">Audited samples whose given label is wrong.</param>
    /// <param name="audited">Drawn at random from audited and population together.</param>
    /// <param name="population">What would be certified without a look.</param>
    /// <param name="confidence">Range (0, 1).</param>
    public static double WrongLeft(int wrong, int audited, int population, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(population);
        return Math.Clamp((ClopperPearson.Upper(wrong, audited, confidence) * (audited + population)) - wrong, 0, population);
    }

    /// <summary>Upper bound of the share of wrong ones among all certificates, had the population been certified.</summary>
    /// <param name="wrong">Audited samples whose given label is wrong.</param>
    /// <param name="audited">Drawn at random from audited and population together.</param>
    /// <param name="population">What would be certified without a look.</param>
    /// <param name="certifiedByPeople">Certificates of people, taken as right; those of the audit included.</param>
    /// <param name="confidence">Range (0, 1).</param>
    /// <param name="before">What was certified in bulk before.</param>
    public static double WrongCertificates(int wrong, int audited, int population, int certifiedByPeople, double confidence, BulkSoFar before = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(certifiedByPeople);
        var certificates = population + certifiedByPeople + before.Certified;
        return certificates == 0 ? 0 : (WrongLeft(wrong, audited, population, confidence) + before.WrongAtMost) / certificates;
    }

    /// <summary>The smallest audit that would support a bulk certification if it found the expected share of wrong labels.</summary>
    /// <param name="pool">Samples that could be certified in bulk or audited.</param>
    /// <param name="certifiedByPeople">Certificates of people so far.</param>
    /// <param name="expectedWrongShare">What is expected of the pool, range [0, 1].</param>
    /// <param name="mostWrongCertificates">What the owner accepts, range (0, 1).</param>
    /// <param name="confidence">Of this audit, range (0, 1).</param>
    /// <param name="before">What was certified in bulk before.</param>
    /// <returns>Null where more than half of the pool would have to be audited: then people may as well look at all of it.</returns>
    public static int? SampleSize(int pool, int certifiedByPeople, double expectedWrongShare, double mostWrongCertificates, double confidence, BulkSoFar before = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pool);

        // Not monotonous in steps where one more wrong label is expected, so every size is tried; each costs a Beta quantile.
        for (var size = 1; size <= pool / 2; size += Math.Max(1, size / 50))
        {
            var wrong = Math.Min(size, (int)Math.Ceiling(size * expectedWrongShare));
            if (WrongCertificates(wrong, size, pool - size, certifiedByPeople + size - wrong, confidence, before) <= mostWrongCertificates)
            {
                return size;
            }
        }

        return null;
    }
}

/// <summary>Certificates that rest on earlier audits.</summary>
/// <param name="Certified">How many there are.</param>
/// <param name="WrongAtMost">How many of them are wrong at most, each audit at its own confidence.</param>
public readonly record struct BulkSoFar(int Certified, double WrongAtMost);
