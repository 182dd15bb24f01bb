using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Divides what nobody has certified into folds, so that models may learn from given labels and still rank every sample out-of-sample.</summary>
public static class PoolFolds
{
    /// <summary>What a model learns: certificates, and the given labels of the folds that it does not rank.</summary>
    /// <param name="set">The round's training set.</param>
    /// <param name="heldOutFold">The fold that the model leaves out; null for none.</param>
    /// <returns>Sorted by id.</returns>
    public static IReadOnlyList<LabelledSample> Learned(TrainingSet set, int? heldOutFold)
    {
        ArgumentNullException.ThrowIfNull(set);
        return
        [
            .. set.Train
                .Concat((set.Pool ?? [])
                    .Where(sample => sample.Fold != heldOutFold)
                    .Select(sample => new LabelledSample { SampleId = sample.SampleId, Label = sample.Label }))
                .OrderBy(sample => sample.SampleId, StringComparer.Ordinal),
        ];
    }

    /// <summary>Assigns every sample of the pool a fold.</summary>
    /// <param name="samples">All samples of the snapshot, in any order: removed and certified ones keep their places, so that the others keep theirs.</param>
    /// <param name="classes">A sample whose label is none of these is left out.</param>
    /// <param name="heldOut">Ids of the external test set; left out.</param>
    /// <param name="foldCount">F, at least 2.</param>
    /// <param name="seed">The dataset's seed.</param>
    /// <returns>
    /// Uncertified samples with exactly one given label and without a conflict, sorted by id. A sample has the same fold in every round, unless images arrive
    /// or are found to show the same in between.
    /// </returns>
    /// <remarks>Stratified by given label; images that look alike (<see cref="DuplicateGroups"/>) share a fold.</remarks>
    public static IReadOnlyList<PoolSample> Assign(
        IReadOnlyCollection<Sample> samples, IReadOnlyList<string> classes, IReadOnlySet<string> heldOut, int foldCount, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(heldOut);
        ArgumentOutOfRangeException.ThrowIfLessThan(foldCount, 2);
        var known = classes.ToHashSet(StringComparer.Ordinal);
        LabelledSample[] labelled =
        [
            .. samples
                .Where(sample => sample.GivenLabels.Count == 1 && known.Contains(sample.GivenLabels[0]) && !heldOut.Contains(sample.SampleId))
                .Select(sample => new LabelledSample { SampleId = sample.SampleId, Label = sample.GivenLabels[0] }),
        ];
        var groups = DuplicateGroups.Of(
            samples, labelled.ToDictionary(sample => sample.SampleId, sample => sample.Label, StringComparer.Ordinal));
        var possible = Math.Min(foldCount, StratifiedDraw.GroupsOf(labelled, groups).Count);
        if (possible < 2)
        {
            return [];
        }

        var uncertified = samples
            .Where(sample => sample is { Status: SampleStatus.Uncertified, Conflict: false })
            .Select(sample => sample.SampleId)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. StratifiedFolds.Split(labelled, groups, possible, SeededRandom.Derive(seed, "folds of the pool"))
                .SelectMany((fold, number) => fold.Select(sample => new PoolSample { SampleId = sample.SampleId, Label = sample.Label, Fold = number }))
                .Where(sample => uncertified.Contains(sample.SampleId))
                .OrderBy(sample => sample.SampleId, StringComparer.Ordinal),
        ];
    }
}
