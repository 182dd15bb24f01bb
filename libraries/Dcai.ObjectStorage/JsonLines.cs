using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace Dcai.ObjectStorage;

/// <summary>Rows of a shard: one canonical JSON value a line, gzip-compressed.</summary>
/// <remarks>
/// The same rows give the same bytes as long as the runtime's zlib and instruction set are the same; an identity that must outlive both is taken
/// over the rows, not over these bytes.
/// </remarks>
public static class JsonLines
{
    /// <summary>Header, one empty block, checksum and size 0 (RFC 1952): for no input at all GZipStream writes no bytes at all, which is no gzip.</summary>
    private static ReadOnlySpan<byte> EmptyGzip => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Write<T>(IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var lines = new ArrayBufferWriter<byte>(1 << 16);
        foreach (var row in rows)
        {
            CanonicalJson.Write(lines, JsonSerializer.SerializeToElement(row, CanonicalJson.Options));
            lines.Write("\n"u8);
        }

        if (lines.WrittenCount == 0)
        {
            return [.. EmptyGzip];
        }

        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            // One write: how zlib cuts its blocks may depend on how the input arrives.
            gzip.Write(lines.WrittenSpan);
        }

        return output.ToArray();
    }

    /// <summary>Reads every row. Unknown members are ignored.</summary>
    /// <param name="document">What <see cref="Write"/> made.</param>
    /// <param name="key">The object's key, for the message.</param>
    /// <exception cref="DocumentFormatException">Not gzip, cut short, or a line of the wrong shape; the message names key and line.</exception>
    public static IReadOnlyList<T> Read<T>(ReadOnlyMemory<byte> document, string key = "shard")
    {
        var rows = new List<T>();
        var lines = Decompress(document, key);
        for (var start = 0; start < lines.Length;)
        {
            var end = lines.AsSpan(start).IndexOf((byte)'\n');
            if (end < 0)
            {
                throw new DocumentFormatException($"Object {key} ends within line {rows.Count + 1}.");
            }

            try
            {
                rows.Add(CanonicalJson.Deserialize<T>(lines.AsSpan(start, end)));
            }
            catch (JsonException exception)
            {
                throw new DocumentFormatException($"Object {key}, line {rows.Count + 1}: {exception.Message}", exception);
            }

            start += end + 1;
        }

        return rows;
    }

    private static byte[] Decompress(ReadOnlyMemory<byte> document, string key)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(document.ToArray()), CompressionMode.Decompress);
            using var lines = new MemoryStream();
            gzip.CopyTo(lines);

            // GZipStream takes the end of its input for the end of the stream; the size that closes a gzip file tells them apart (RFC 1952, 2.3.1).
            return document.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(document.Span[^sizeof(uint)..]) == (uint)lines.Length
                ? lines.ToArray()
                : throw new DocumentFormatException($"Object {key} is cut short.");
        }
        catch (InvalidDataException exception)
        {
            throw new DocumentFormatException($"Object {key} is not gzip: {exception.Message}", exception);
        }
    }
}
