using System.Buffers.Binary;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;

namespace Dcai.Training;

/// <summary>What lies in the store between two slices: in which stage the work is, when it was worked on, and the stage's checkpoint.</summary>
internal sealed record TrainingSlice(SliceHeader Header, ReadOnlyMemory<byte> Checkpoint)
{
    private static readonly DocumentFormat<SliceHeader> Format = new("dcai.training-slice", 1);

    /// <summary>Length of the header (int32, little-endian), the header as a document, the checkpoint.</summary>
    public byte[] Write()
    {
        var header = Format.Write(Header);
        var slice = new byte[sizeof(int) + header.Length + Checkpoint.Length];
        BinaryPrimitives.WriteInt32LittleEndian(slice, header.Length);
        header.CopyTo(slice, sizeof(int));
        Checkpoint.CopyTo(slice.AsMemory(sizeof(int) + header.Length));
        return slice;
    }

    /// <exception cref="DocumentFormatException">It is something else, or was written by a newer build.</exception>
    public static TrainingSlice Read(ReadOnlyMemory<byte> slice)
    {
        var length = slice.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(slice.Span);
        return length >= 0 && length <= slice.Length - sizeof(int)
            ? new TrainingSlice(Format.Read(slice.Slice(sizeof(int), length), "slice"), slice[(sizeof(int) + length)..])
            : throw new DocumentFormatException("The slice of a training is cut off.");
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
