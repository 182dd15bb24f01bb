using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Splits what is certified so far into training and validation images (paper, step 2).</summary>
public static class TrainingSplit
{
    /// <summary>A random split that keeps the share of every class.</summary>
    /// <param name="certified">Certified samples, each once, in any order.</param>
    /// <param name="validationShare">Validation images of all, range (0, 1); the paper's is about 0.1.</param>
    /// <param name="seed">The dataset's seed; a purpose of its own per round keeps the rounds' splits apart.</param>
    /// <param name="testSampleIds">Ids of test images; none of them is trained on or validated with.</param>
    /// <param name="where">What is composed, for the error message: "training set of round 1 from snapshot 4".</param>
    /// <param name="groups">As of <see cref="DuplicateGroups.Of"/>: what looks alike stays on one side, unless nothing could be validated with then. Absent for none.</param>
    /// <returns>At least one validation image of every class that has two or more, and always one to train on of each.</returns>
    /// <exception cref="CurationException">Fewer than two certified samples are left.</exception>
    public static SplitSamples Compose(
        IReadOnlyList<LabelledSample> certified,
        double validationShare,
        ulong seed,
        IReadOnlySet<string> testSampleIds,
        string where,
        IReadOnlyDictionary<string, string>? groups = null)
    {
        ArgumentNullException.ThrowIfNull(certified);
        ArgumentNullException.ThrowIfNull(testSampleIds);
        if (validationShare is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validationShare), validationShare, "A validation share lies between 0 and 1.");
        }

        var usable = Labelled.ById(certified.Where(sample => !testSampleIds.Contains(sample.SampleId)));
        if (usable.Count < 2)
        {
            throw new CurationException(
                usable.Count == 0 ? "no certified image is left to train on" : "one certified image is too few to train and validate with",
                where,
                "Certify more images: ingest more, or correct the decisions that removed them.");
        }

        var random = SeededRandom.For(seed, "training split");
        var sizes = Apportionment.SizesOf(usable);
        var total = (int)Math.Round(usable.Count * validationShare, MidpointRounding.AwayFromZero);
        var quotas = Apportionment.Divide(sizes, total, size => size >= 2 ? 1 : 0, size => size - 1);
        if (quotas.Values.All(quota => quota == 0))
        {
            // Only classes of one image: a training without any validation could not choose its best epoch.
            quotas[sizes.Keys.Max(StringComparer.Ordinal)!] = 1;
        }

        var (validation, train) = StratifiedDraw.TakeGroups(usable, quotas, groups ?? new Dictionary<string, string>(), random);
        if (validation.Count == 0)
        {
            (validation, train) = StratifiedDraw.Take(usable, quotas, random);
        }

        return new SplitSamples { Train = train, Validation = validation, HeldOutCount = certified.Count - usable.Count };
    }

    /// <summary>A split in which every sample keeps the part that it had, so that a model that goes on from the last round's is validated with what it never learned.</summary>
    /// <param name="split">What <see cref="Compose"/> made of the same samples: where new ones go.</param>
    /// <param name="before">The training set of an earlier round.</param>
    public static SplitSamples KeepParts(SplitSamples split, TrainingSet before)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(before);
        var learned = before.Train.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        var validated = before.Validation.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        var parts = split.Train.Select(sample => (Sample: sample, IsValidation: false))
            .Concat(split.Validation.Select(sample => (Sample: sample, IsValidation: true)))
            .ToLookup(
                entry => validated.Contains(entry.Sample.SampleId) || (entry.IsValidation && !learned.Contains(entry.Sample.SampleId)),
                entry => entry.Sample);
        return split with { Train = Labelled.ById(parts[false]), Validation = Labelled.ById(parts[true]) };
    }
}
