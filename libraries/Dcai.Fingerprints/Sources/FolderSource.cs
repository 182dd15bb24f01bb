using System.Runtime.CompilerServices;
using Dcai.Imaging;

namespace Dcai.Fingerprints.Sources;

/// <summary>The images below a folder, read while it is walked. Links are not followed, and names that begin with a dot are passed over.</summary>
/// <param name="root">The folder.</param>
/// <param name="labels">What a name says.</param>
/// <param name="limits">What is too large.</param>
public sealed class FolderSource(string root, LabelRule labels, SourceLimits limits) : IImageSource
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly string _root = Path.GetFullPath(root);

    /// <inheritdoc />
    public async IAsyncEnumerable<Arrival?> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var found in Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return found.Refusal is null ? await ReadAsync(found.Name, cancellationToken).ConfigureAwait(false) : found;
        }
    }

    /// <summary>Names the files without reading them, in ordinal order within each folder.</summary>
    /// <exception cref="ImageSourceException">The folder is missing.</exception>
    internal IEnumerable<Arrival> Walk()
    {
        if (!Directory.Exists(_root))
        {
            throw new ImageSourceException(File.Exists(_root) ? $"{root} is a file, not a folder of images" : $"the folder {root} does not exist");
        }

        var pending = new Stack<DirectoryInfo>([new DirectoryInfo(_root)]);
        while (pending.TryPop(out var folder))
        {
            var (entries, refusal) = EntriesOf(folder);
            if (refusal is not null)
            {
                yield return Arrival.Refused(NameOf(folder), refusal);
            }

            foreach (var entry in entries.Where(entry => !entry.Name.StartsWith('.')))
            {
                if (entry.LinkTarget is not null)
                {
                    yield return Arrival.Refused(NameOf(entry), "it is a link, which is not followed");
                }
                else if (entry is DirectoryInfo && ArrivalName.Refusal(NameOf(entry)) is { } reason)
                {
                    // Whatever is in it would be refused too, and folders may be nested deeper than a path can say.
                    yield return Arrival.Refused(NameOf(entry), reason);
                }
                else if (entry is DirectoryInfo child)
                {
                    pending.Push(child);
                }
                else
                {
                    yield return Describe(NameOf(entry));
                }
            }
        }
    }

    /// <summary>Reads one of the files.</summary>
    internal async Task<Arrival> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var (label, split) = labels.Of(name);
        var arrival = await BoundedReading.ReadFileAsync(PathOf(name), name, limits.MaximumFileBytes, cancellationToken).ConfigureAwait(false);
        return arrival with { Label = label, Split = split };
    }

    internal string PathOf(string name) => Path.Join(_root, name);

    private static Arrival Describe(string name) =>
        ArrivalName.Refusal(name) is { } refusal ? Arrival.Refused(name, refusal)
        : ImageFormats.IsImageName(name) ? new Arrival { Name = name }
        : Arrival.Refused(name, "its name is not that of an image");

    private static (IReadOnlyList<FileSystemInfo> Entries, string? Refusal) EntriesOf(DirectoryInfo folder)
    {
        try
        {
            return ([.. folder.GetFileSystemInfos("*", Everything).OrderBy(entry => entry.Name, StringComparer.Ordinal)], null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return ([], $"the folder cannot be read: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    private string NameOf(FileSystemInfo entry) => Path.GetRelativePath(_root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
}
