namespace Dcai.Orchestrator.Tests.Simulation;

/// <summary>What a history is given: the same inputs must lead to the same end, whatever happens on the way.</summary>
/// <param name="Batches">Samples in each batch that is ingested before the start.</param>
/// <param name="LateBatches">Samples in each batch that arrives at some later moment.</param>
/// <param name="Conflicts">How many of the first samples arrived under several labels.</param>
/// <param name="ShardSize">Samples per ranking shard.</param>
/// <param name="Folds">Trainings of a release.</param>
/// <param name="Models">Auxiliary models per round.</param>
/// <param name="Painted">How many samples a generator adds; null where none paints.</param>
internal sealed record Inputs(int[] Batches, int[] LateBatches, int Conflicts, int ShardSize, int Folds, int Models, int? Painted)
{
    public const string DatasetId = "numerals";
    public const int SeedSize = 3;
    public const int SamplesPerRound = 4;

    /// <summary>A few small datasets, so that each undisturbed history is run once and compared with thousands.</summary>
    public static IReadOnlyList<Inputs> Base { get; } =
    [
        new([6], [], 0, 4, 1, 1, null),
        new([3, 2, 2], [], 0, 2, 2, 3, null),
        new([5, 2], [], 1, 1, 3, 2, null),
        new([3], [], 2, 4, 1, 1, null),
        new([4, 2], [], 0, 2, 1, 1, 2),
        new([3, 2], [], 0, 2, 1, 1, 0),
        new([4, 1, 1, 1], [], 1, 3, 0, 2, null),
    ];

    /// <summary>The same with batches that come late: one that begins no generation, and enough for one.</summary>
    public static IReadOnlyList<Inputs> Late { get; } =
    [
        new([4], [2], 0, 2, 1, 2, null),
        new([4, 1], [3, 3], 0, 2, 1, 3, null),
        new([4], [1, 1, 1, 2], 1, 3, 2, 1, null),
        new([4], [2, 3], 0, 2, 1, 1, 2),
    ];
}
