using System.Buffers.Binary;

namespace Dcai.Imaging;

/// <summary>The first directory of a TIFF, or of the EXIF block in another format, which is one.</summary>
/// <remarks>TIFF 6.0, section 2.</remarks>
internal readonly ref struct TiffDirectory
{
    private const int EntryBytes = 12;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<byte> _entries;
    private readonly string _format;

    /// <param name="bytes">From the byte order mark on. Borrowed.</param>
    /// <param name="format">How the format is called in messages.</param>
    /// <exception cref="ImageRejectedException">The bytes end too early or begin otherwise.</exception>
    public TiffDirectory(ReadOnlySpan<byte> bytes, string format)
    {
        _bytes = bytes;
        _format = format;
        var header = Damage.Part(bytes, format, 0, 8);
        BigEndian = header[0] == (byte)'M';
        if (!(header.StartsWith("II*\0"u8) || header.StartsWith("MM\0*"u8)))
        {
            throw Damage.Corrupt(format, "its directory begins with no byte order");
        }

        var at = ReadUInt32(header[4..]);
        var count = ReadUInt16(Damage.Part(bytes, format, at, 2));
        _entries = Damage.Part(bytes, format, (long)at + 2, (long)count * EntryBytes);
    }

    public bool BigEndian { get; }

    /// <summary>The first value of a tag, or what is given where the tag is absent.</summary>
    public long Single(int tag, long otherwise)
    {
        var values = Find(tag, out var type, out var count);
        return count == 0 ? otherwise : Value(values, type, 0);
    }

    /// <summary>All values of a tag; none where it is absent.</summary>
    /// <param name="tag">Its number.</param>
    /// <param name="most">More values than this are refused before they are read.</param>
    public long[] Values(int tag, int most)
    {
        var values = Find(tag, out var type, out var count);
        if (count > most)
        {
            throw Damage.Corrupt(_format, $"tag {tag} has {count} values");
        }

        var read = new long[count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = Value(values, type, i);
        }

        return read;
    }

    private ReadOnlySpan<byte> Find(int tag, out int type, out long count)
    {
        for (var at = 0; at < _entries.Length; at += EntryBytes)
        {
            var entry = _entries.Slice(at, EntryBytes);
            if (ReadUInt16(entry) != tag)
            {
                continue;
            }

            type = ReadUInt16(entry[2..]);
            count = ReadUInt32(entry[4..]);
            var size = SizeOf(type) * count;
            return size <= 4 ? entry[8..] : Damage.Part(_bytes, _format, ReadUInt32(entry[8..]), size);
        }

        (type, count) = (0, 0);
        return default;
    }

    private long Value(ReadOnlySpan<byte> values, int type, int index) => SizeOf(type) switch
    {
        1 => values[index],
        2 => ReadUInt16(values[(2 * index)..]),
        _ => ReadUInt32(values[(4 * index)..]),
    };

    /// <summary>Of the types that images use: BYTE, SHORT and LONG.</summary>
    private long SizeOf(int type) => type switch
    {
        1 => 1,
        3 => 2,
        4 => 4,
        _ => throw Damage.Corrupt(_format, $"a number has type {type}"),
    };

    private int ReadUInt16(ReadOnlySpan<byte> bytes) =>
        BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint ReadUInt32(ReadOnlySpan<byte> bytes) =>
        BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
