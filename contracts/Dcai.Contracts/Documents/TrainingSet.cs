namespace Dcai.Contracts.Documents;

/// <summary>The certified samples of a round, split (paper, step 2).</summary>
public sealed record TrainingSet
{
    public required int Round { get; init; }

    public required int Snapshot { get; init; }

    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Train { get; init; }

    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Validation { get; init; }

    /// <summary>Certified samples left out because they are in the test set.</summary>
    public required int HeldOutCount { get; init; }

    /// <summary>Uncertified samples with exactly one given label that models may learn from, sorted by sample id; absent where only certificates are learned from.</summary>
    public IReadOnlyList<PoolSample>? Pool { get; init; }

    /// <summary>F of the pool's folds; 0 without a pool.</summary>
    public int PoolFolds { get; init; }
}
