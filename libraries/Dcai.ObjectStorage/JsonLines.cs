using System.Buffers;
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
    public static byte[] Write<T>(IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var lines = new ArrayBufferWriter<byte>(1 << 16);
        foreach (var row in rows)
        {
            CanonicalJson.Write(lines, JsonSerializer.SerializeToElement(row, CanonicalJson.Options));
            lines.Write("\n"u8);
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
            return lines.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new DocumentFormatException($"Object {key} is not gzip: {exception.Message}", exception);
        }
    }
}
