using System.Runtime.CompilerServices;

namespace Dcai.Fingerprints.Sources;

/// <summary>A folder that is looked through again and again: what is new or was written anew is taken once it has not changed between two looks.</summary>
/// <param name="folder">What is watched.</param>
/// <param name="interval">Between two looks.</param>
/// <param name="time">The clock.</param>
/// <remarks>Looking is what counts: notifications of the file system get lost on networks and under load.</remarks>
public sealed class WatchedFolderSource(FolderSource folder, TimeSpan interval, TimeProvider time) : IImageSource
{
    /// <inheritdoc />
    public async IAsyncEnumerable<Arrival?> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var taken = new Dictionary<string, Mark>(StringComparer.Ordinal);
        var seen = new Dictionary<string, Mark>(StringComparer.Ordinal);
        while (true)
        {
            var looked = new Dictionary<string, Mark>(StringComparer.Ordinal);
            foreach (var found in folder.Walk())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var mark = found.Refusal is null ? MarkOf(folder.PathOf(found.Name)) : new Mark(0, default, found.Refusal);
                if (taken.TryGetValue(found.Name, out var before) && before == mark)
                {
                    continue;
                }

                looked[found.Name] = mark;
                if (found.Refusal is null && !(seen.TryGetValue(found.Name, out var earlier) && earlier == mark))
                {
                    continue;
                }

                var arrival = found.Refusal is null ? await folder.ReadAsync(found.Name, cancellationToken).ConfigureAwait(false) : found;
                taken[found.Name] = mark;
                yield return arrival;
            }

            seen = looked;
            yield return null;
            await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Mark MarkOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new Mark(file.Length, file.LastWriteTimeUtc, "") : new Mark(0, default, "");
    }

    private readonly record struct Mark(long SizeBytes, DateTime Written, string Refusal);
}
