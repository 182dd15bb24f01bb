using System.Buffers.Binary;
using System.Numerics;

namespace Dcai.Fingerprints.Known;

/// <summary>What is known of a dataset's images, in a file that only grows: a cache, whose loss costs the time to read the store again.</summary>
/// <remarks>Records of 64 bytes, each with its CRC-32C. The first names what the file is a cache of. A batch's record follows those of its
/// images; what is behind the last record that is whole was torn by a crash and is cut off.</remarks>
public sealed class FingerprintLog : IDisposable
{
    private const int RecordBytes = 64;
    private const int ChecksumAt = RecordBytes - sizeof(uint);
    private const int BufferBytes = 1 << 16;

    private readonly FileStream _file;

    private FingerprintLog(FileStream file) => _file = file;

    private enum Kind : byte
    {
        Origin = 1,
        Image = 2,
        Batch = 3,
    }

    /// <summary>Opens or makes the file and reads what it holds.</summary>
    /// <param name="path">Its folder is made if absent.</param>
    /// <param name="origin">What it must be a cache of; where it is one of something else, it begins anew.</param>
    /// <param name="image">Gets every image that it holds.</param>
    /// <param name="batch">Gets every batch whose images it holds.</param>
    /// <exception cref="IOException">Another process has it open, or it cannot be read or written.</exception>
    public static FingerprintLog Open(string path, ImageId origin, Action<KnownImage> image, Action<UInt128> batch)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(batch);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, BufferBytes);
        try
        {
            var log = new FingerprintLog(file);
            log.Read(origin, image, batch);
            return log;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Notes an image.</summary>
    public void Append(KnownImage image)
    {
        Span<byte> record = stackalloc byte[RecordBytes];
        record.Clear();
        record[0] = (byte)Kind.Image;
        record[1] = (byte)image.Splits;
        record[2] = image.Hash is null ? (byte)0 : (byte)1;
        record[3] = image.Coloured switch { null => 0, false => 1, true => 2 };
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], image.Height);
        BinaryPrimitives.WriteUInt64LittleEndian(record[12..], image.Hash ?? 0);
        image.Id.Write(record[20..]);
        Write(record);
    }

    /// <summary>Notes that all images of a batch are noted, and hands what was noted to the system.</summary>
    public void Append(UInt128 batch)
    {
        Span<byte> record = stackalloc byte[RecordBytes];
        record.Clear();
        record[0] = (byte)Kind.Batch;
        BinaryPrimitives.WriteUInt128LittleEndian(record[20..], batch);
        Write(record);
        _file.Flush();
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private static uint Checksum(ReadOnlySpan<byte> record)
    {
        var checksum = uint.MaxValue;
        for (var at = 0; at + sizeof(ulong) <= ChecksumAt; at += sizeof(ulong))
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(record[at..]));
        }

        return ~BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt32LittleEndian(record[(ChecksumAt - sizeof(uint))..]));
    }

    private void Read(ImageId origin, Action<KnownImage> image, Action<UInt128> batch)
    {
        Span<byte> record = stackalloc byte[RecordBytes];
        var whole = 0L;
        while (_file.ReadAtLeast(record, RecordBytes, throwOnEndOfStream: false) == RecordBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(record[ChecksumAt..]) == Checksum(record)
            && Accept(record, first: whole == 0, origin, image, batch))
        {
            whole += RecordBytes;
        }

        _file.SetLength(whole);
        _file.Position = whole;
        if (whole == 0)
        {
            record.Clear();
            record[0] = (byte)Kind.Origin;
            origin.Write(record[20..]);
            Write(record);
        }
    }

    private static bool Accept(ReadOnlySpan<byte> record, bool first, ImageId origin, Action<KnownImage> image, Action<UInt128> batch)
    {
        switch ((Kind)record[0])
        {
            case Kind.Origin:
                return first && ImageId.Read(record[20..]) == origin;
            case Kind.Image when !first:
                image(new KnownImage(
                    ImageId.Read(record[20..]),
                    (SplitSet)record[1],
                    record[2] == 0 ? null : BinaryPrimitives.ReadUInt64LittleEndian(record[12..]),
                    BinaryPrimitives.ReadInt32LittleEndian(record[4..]),
                    BinaryPrimitives.ReadInt32LittleEndian(record[8..]),
                    record[3] == 0 ? null : record[3] == 2));
                return true;
            case Kind.Batch when !first:
                batch(BinaryPrimitives.ReadUInt128LittleEndian(record[20..]));
                return true;
            default:
                return false;
        }
    }

    private void Write(Span<byte> record)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record[ChecksumAt..], Checksum(record));
        _file.Write(record);
    }
}
