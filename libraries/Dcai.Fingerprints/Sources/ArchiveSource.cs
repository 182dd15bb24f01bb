using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Dcai.Imaging;

namespace Dcai.Fingerprints.Sources;

/// <summary>The images in a tar or zip, read entry by entry; nothing is unpacked to the disk.</summary>
/// <param name="stream">Borrowed. Of a zip it must be seekable, for its list is at its end.</param>
/// <param name="kind">How it is packed.</param>
/// <param name="labels">What a name says.</param>
/// <param name="limits">What is too large, or too much larger than it was.</param>
public sealed class ArchiveSource(Stream stream, ArchiveKind kind, LabelRule labels, SourceLimits limits) : IImageSource
{
    /// <summary>What unpacks to less may be packed as tightly as it likes: a page of white is.</summary>
    private const long HarmlessBytes = 16 << 20;

    private const string CutShort = "the archive ends in the middle of it: it and what follows are left out";

    /// <summary>The folder around all others, which says nothing of a class; with its slash, empty where there is none.</summary>
    private string _around = "";

    /// <summary>The kind by a file's name: .tar, .tar.gz, .tgz or .zip, in any case; null for another.</summary>
    public static ArchiveKind? KindOf(string name) => name.ToLowerInvariant() switch
    {
        var lower when lower.EndsWith(".tar", StringComparison.Ordinal) => ArchiveKind.Tar,
        var lower when lower.EndsWith(".tar.gz", StringComparison.Ordinal) || lower.EndsWith(".tgz", StringComparison.Ordinal) => ArchiveKind.TarGzip,
        var lower when lower.EndsWith(".zip", StringComparison.Ordinal) => ArchiveKind.Zip,
        _ => null,
    };

    /// <inheritdoc />
    public IAsyncEnumerable<Arrival?> ReadAsync(CancellationToken cancellationToken) =>
        kind == ArchiveKind.Zip ? ReadZipAsync(cancellationToken) : ReadTarAsync(cancellationToken);

    private async IAsyncEnumerable<Arrival?> ReadTarAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (stream.CanSeek && labels == LabelRule.Folders)
        {
            var start = stream.Position;
            _around = FolderAround(await NamesAsync(cancellationToken).ConfigureAwait(false));
            stream.Position = start;
        }

        var (packed, unpacked) = Unpack();
        await using (unpacked.ConfigureAwait(false))
        {
            var tar = new TarReader(unpacked, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                while (true)
                {
                    var (entry, failure) = await NextAsync(tar, cancellationToken).ConfigureAwait(false);
                    if (failure is not null)
                    {
                        yield return failure;
                    }

                    if (entry is null)
                    {
                        yield break;
                    }

                    if (await ReadAsync(entry, cancellationToken).ConfigureAwait(false) is { } arrival)
                    {
                        yield return arrival;
                        if (arrival.Refusal == CutShort)
                        {
                            yield break;
                        }
                    }

                    if (IsBomb(packed, unpacked))
                    {
                        yield return Arrival.Refused(entry.Name, $"the archive unpacks to more than {limits.MaximumExpansion} times its size: the rest of it is left out");
                        yield break;
                    }
                }
            }
        }
    }

    private (CountingStream Packed, CountingStream Unpacked) Unpack()
    {
        var packed = new CountingStream(stream);
        return (packed, new CountingStream(kind == ArchiveKind.TarGzip ? new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true) : packed));
    }

    /// <summary>The names in a tar, as far as it can be read and unpacks to no more than it may.</summary>
    private async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var (packed, unpacked) = Unpack();
        await using (unpacked.ConfigureAwait(false))
        {
            var tar = new TarReader(unpacked, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                while (await NextAsync(tar, cancellationToken).ConfigureAwait(false) is ({ } entry, null)
                    && !IsBomb(packed, unpacked))
                {
                    names.Add(NameOf(entry));
                }
            }
        }

        return names;
    }

    /// <summary>Where every image is in a folder within one and the same folder, which is no split, that one stands around the classes.</summary>
    private static string FolderAround(IEnumerable<string> names)
    {
        string[] images = [.. names.Where(ImageFormats.IsImageName)];
        var around = images.FirstOrDefault()?.Split('/')[0];
        return around is not null
            && SplitName.Normalise(around) is null
            && Array.TrueForAll(images, name => name.Split('/') is [var first, _, _, ..] && first == around)
                ? $"{around}/"
                : "";
    }

    private bool IsBomb(CountingStream packed, CountingStream unpacked) =>
        unpacked.Count > HarmlessBytes && unpacked.Count / limits.MaximumExpansion > packed.Count;

    private static string NameOf(TarEntry entry) => entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;

    private static async Task<(TarEntry? Entry, Arrival? Failure)> NextAsync(TarReader tar, CancellationToken cancellationToken)
    {
        try
        {
            return (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or NotSupportedException)
        {
            return (null, Damaged(damage));
        }
    }

    /// <returns>Null for what is no file and need not be told, such as a folder.</returns>
    private async Task<Arrival?> ReadAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
        {
            return null;
        }

        var name = NameOf(entry);
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
        {
            return Arrival.Refused(name, "it is a link or a device, which is not followed");
        }

        if (Refusal(name, entry.Length) is { } refusal)
        {
            return refusal;
        }

        if (entry.DataStream is null || entry.Length == 0)
        {
            return Arrival.Refused(name, BoundedReading.Empty);
        }

        var arrival = await ReadAsync(entry.DataStream, name, cancellationToken).ConfigureAwait(false);
        return arrival.Refusal is null or BoundedReading.Empty && arrival.Content.Length < entry.Length ? Arrival.Refused(name, CutShort) : arrival;
    }

    private async IAsyncEnumerable<Arrival?> ReadZipAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (zip, failure) = OpenZip();
        if (zip is null)
        {
            yield return failure;
            yield break;
        }

        using (zip)
        {
            _around = labels == LabelRule.Folders ? FolderAround(zip.Entries.Select(entry => entry.FullName)) : "";
            foreach (var entry in zip.Entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!entry.FullName.EndsWith('/'))
                {
                    yield return await ReadAsync(entry, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private (ZipArchive? Zip, Arrival? Failure) OpenZip()
    {
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);

            // Its list is read when it is first asked for.
            _ = zip.Entries.Count;
            return (zip, null);
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or ArgumentException or IOException)
        {
            zip?.Dispose();
            return (null, Damaged(damage));
        }
    }

    private async Task<Arrival> ReadAsync(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        var name = entry.FullName;
        if (Refusal(name, entry.Length) is { } refusal)
        {
            return refusal;
        }

        // The upper half of the attributes is Unix's mode, and 0xA of its upper digit a link.
        if ((entry.ExternalAttributes >> 28 & 0xF) == 0xA)
        {
            return Arrival.Refused(name, "it is a link or a device, which is not followed");
        }

        if (entry.Length > HarmlessBytes && entry.Length / limits.MaximumExpansion > entry.CompressedLength)
        {
            return Arrival.Refused(name, $"it unpacks to more than {limits.MaximumExpansion} times its size");
        }

        try
        {
            var content = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                return await ReadAsync(content, name, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            return Unreadable(name, damage);
        }
    }

    private async Task<Arrival> ReadAsync(Stream content, string name, CancellationToken cancellationToken)
    {
        try
        {
            var (label, split) = labels.Of(name.StartsWith(_around, StringComparison.Ordinal) ? name[_around.Length..] : name);
            return await BoundedReading.ReadAsync(content, name, limits.MaximumFileBytes, cancellationToken).ConfigureAwait(false) with { Label = label, Split = split };
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException)
        {
            return Unreadable(name, damage);
        }
    }

    private Arrival? Refusal(string name, long length) =>
        ArrivalName.Refusal(name) is { } bad ? Arrival.Refused(name, bad)
        : !ImageFormats.IsImageName(name) ? Arrival.Refused(name, "its name is not that of an image")
        : length > limits.MaximumFileBytes ? BoundedReading.TooLarge(name, limits.MaximumFileBytes)
        : null;

    private static Arrival Unreadable(string name, Exception damage) => Arrival.Refused(name, $"it cannot be unpacked: {damage.Message.ReplaceLineEndings(" ")}");

    private static Arrival Damaged(Exception damage) =>
        Arrival.Refused("the archive", $"it is damaged or of another kind, and what follows is left out: {damage.Message.ReplaceLineEndings(" ")}");
}
