using System.Globalization;

namespace Dcai.Fingerprints.Sources;

/// <summary>Reads one file into memory, or says why not.</summary>
internal static class BoundedReading
{
    /// <summary>Why a file of no bytes is left out.</summary>
    public const string Empty = "it is empty (0 bytes)";

    private const int BufferBytes = 1 << 16;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">Borrowed.</param>
    /// <param name="name">Of the file.</param>
    /// <param name="limit">Bytes beyond which reading stops.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A file without label and split.</returns>
    public static async Task<Arrival> ReadAsync(Stream stream, string name, long limit, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (content.Length + read > limit)
            {
                return TooLarge(name, limit);
            }

            content.Write(buffer, 0, read);
        }

        return content.Length == 0 ? Arrival.Refused(name, Empty) : new Arrival { Name = name, Content = content.GetBuffer().AsMemory(0, (int)content.Length) };
    }

    /// <summary>Reads a file of the file system, and looks whether it was the same before and after.</summary>
    public static async Task<Arrival> ReadFileAsync(string path, string name, long limit, CancellationToken cancellationToken)
    {
        try
        {
            var before = new FileInfo(path);
            if (before is { Exists: true, Length: var length } && length > limit)
            {
                return TooLarge(name, limit);
            }

            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            await using (file.ConfigureAwait(false))
            {
                var arrival = await ReadAsync(file, name, limit, cancellationToken).ConfigureAwait(false);
                var after = new FileInfo(path);
                return arrival.Refusal is null && (after.Length != arrival.Content.Length || after.LastWriteTimeUtc != before.LastWriteTimeUtc)
                    ? Arrival.Refused(name, "it changed while it was read: take it again when nobody writes to it")
                    : arrival;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Arrival.Refused(name, $"it cannot be read: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    public static Arrival TooLarge(string name, long limit) =>
        Arrival.Refused(name, string.Create(CultureInfo.InvariantCulture, $"it is larger than the {limit} bytes that one file may have"));
}
