using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;

namespace Dcai.GanTrainer;

/// <summary>What the slice of a release's generators says beside the checkpoint of the one that is being trained.</summary>
internal sealed record GanSlice
{
    public static DocumentFormat<GanSlice> Format { get; } = new("dcai.gan-slice", 1);

    /// <summary>Those that are finished.</summary>
    public required IReadOnlyList<GeneratorCard> Generators { get; init; }

    /// <summary>Of the one that is being trained.</summary>
    public required IReadOnlyList<GeneratorCheck> Checks { get; init; }

    public required IReadOnlyList<WorkInterval> Intervals { get; init; }

    /// <summary>How many images are learned from; where some were erased since, it begins anew.</summary>
    public required int ImageCount { get; init; }

    /// <summary>Of the checkpoint; where a build trains otherwise, it begins anew.</summary>
    public int CheckpointVersion { get; init; } = 1;
}
