using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.ReviewGateway.Access;

/// <summary>Documents that change by new versions, of which the newest counts. What another gateway changed is seen after two seconds at the latest.</summary>
/// <param name="store">Where they lie.</param>
/// <param name="format">Of each.</param>
/// <param name="prefix">Of the keys of all of them; each has a folder of its own there.</param>
/// <param name="time">Says how old what is known is.</param>
internal sealed class VersionedDocuments<T>(IObjectStore store, DocumentFormat<T> format, string prefix, TimeProvider time)
    where T : class
{
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The newest version as of two seconds ago or later, or null where there is none.</summary>
    public async Task<T?> FindAsync(string id, CancellationToken cancellationToken) =>
        _known.TryGetValue(id, out var known) && time.GetElapsedTime(known.Timestamp) < Trusted
            ? known.Document
            : (await NewestAsync(id, cancellationToken))?.Document;

    /// <summary>Makes a new version.</summary>
    /// <param name="id">Of the document.</param>
    /// <param name="change">From the newest version, or from null; called again where somebody else made one meanwhile.</param>
    /// <param name="cancellationToken">Afterwards there may or may not be a new version.</param>
    public async Task<T> ChangeAsync(string id, Func<T?, T> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var newest = await NewestAsync(id, cancellationToken);
            var wanted = change(newest?.Document);
            var key = $"{Folder(id)}{((newest?.Version ?? 0) + 1).ToString("D8", CultureInfo.InvariantCulture)}.json";
            var timestamp = time.GetTimestamp();
            if ((await store.PutDocumentIfAbsentAsync(key, format, wanted, cancellationToken)).Created)
            {
                Know(id, new Known(key, wanted, timestamp));
                return wanted;
            }
        }
    }

    /// <summary>The newest version of each, by id.</summary>
    public async IAsyncEnumerable<T> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var folder in store.ListPrefixesAsync(prefix, cancellationToken))
        {
            if (await NewestAsync(folder[prefix.Length..^1], cancellationToken) is { } newest)
            {
                yield return newest.Document;
            }
        }
    }

    private string Folder(string id) => $"{prefix}{id}/";

    private async Task<Known?> NewestAsync(string id, CancellationToken cancellationToken)
    {
        var known = _known.GetValueOrDefault(id);
        var (key, timestamp) = (known?.Key, time.GetTimestamp());
        await foreach (var stored in store.ListAsync(Folder(id), startAfter: key, cancellationToken))
        {
            key = stored.Key;
        }

        if (key is null)
        {
            return null;
        }

        var document = key == known?.Key ? known.Document : await store.GetDocumentAsync(key, format, cancellationToken);
        return Know(id, new Known(key, document, timestamp));
    }

    /// <summary>Unless a newer version has become known meanwhile.</summary>
    private Known Know(string id, Known fresh) =>
        _known.AddOrUpdate(id, fresh, (_, known) => string.CompareOrdinal(known.Key, fresh.Key) > 0 ? known : fresh);

    private sealed record Known(string Key, T Document, long Timestamp)
    {
        public int Version { get; } = int.Parse(StoreKeys.Name(Key), CultureInfo.InvariantCulture);
    }
}
