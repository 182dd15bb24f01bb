using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;

namespace Dcai.Training;

/// <summary>What lies in the store between two slices: in which stage the work is, when it was worked on, and the stage's checkpoint.</summary>
internal sealed record TrainingSlice(SliceHeader Header, ReadOnlyMemory<byte> Checkpoint)
{
    private static readonly DocumentFormat<SliceHeader> Format = new("dcai.training-slice", 1);

    public byte[] Write() => SliceFile.Write(Format, Header, Checkpoint);

    /// <exception cref="DocumentFormatException">It is something else, or was written by a newer build.</exception>
    public static TrainingSlice Read(ReadOnlyMemory<byte> slice)
    {
        var (header, checkpoint) = SliceFile.Read(Format, slice);
        return new TrainingSlice(header, checkpoint);
    }
}

/// <summary>What a slice says beside its checkpoint.</summary>
internal sealed record SliceHeader
{
    public required TrainingStage Stage { get; init; }

    public required IReadOnlyList<WorkInterval> Intervals { get; init; }

    /// <summary>How many images the stage learns from; where some were erased since, it begins anew. Absent in slices of older builds.</summary>
    public int? ImageCount { get; init; }
}

/// <summary>What a sliced training is at.</summary>
internal enum TrainingStage
{
    /// <summary>The trunk learns to reconstruct images.</summary>
    Pretraining,

    /// <summary>The network learns labels.</summary>
    Training,
}
