using System.Buffers.Binary;
using Dcai.ObjectStorage;

namespace Dcai.Training;

/// <summary>What lies in the store between two slices: length of a header (int32, little-endian), the header as a document, a checkpoint.</summary>
public static class SliceFile
{
    /// <param name="format">Of the header.</param>
    /// <param name="header">What is said beside the checkpoint.</param>
    /// <param name="checkpoint">May be empty.</param>
    public static byte[] Write<THeader>(DocumentFormat<THeader> format, THeader header, ReadOnlyMemory<byte> checkpoint)
        where THeader : class
    {
        ArgumentNullException.ThrowIfNull(format);
        var document = format.Write(header);
        var slice = new byte[sizeof(int) + document.Length + checkpoint.Length];
        BinaryPrimitives.WriteInt32LittleEndian(slice, document.Length);
        document.CopyTo(slice, sizeof(int));
        checkpoint.CopyTo(slice.AsMemory(sizeof(int) + document.Length));
        return slice;
    }

    /// <exception cref="DocumentFormatException">It is something else, or was written by a newer build.</exception>
    public static (THeader Header, ReadOnlyMemory<byte> Checkpoint) Read<THeader>(DocumentFormat<THeader> format, ReadOnlyMemory<byte> slice)
        where THeader : class
    {
        ArgumentNullException.ThrowIfNull(format);
        var length = slice.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(slice.Span);
        return length >= 0 && length <= slice.Length - sizeof(int)
            ? (format.Read(slice.Slice(sizeof(int), length), "slice"), slice[(sizeof(int) + length)..])
            : throw new DocumentFormatException("The slice of a training is cut off.");
    }
}
