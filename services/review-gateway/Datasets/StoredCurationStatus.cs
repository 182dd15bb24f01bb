using System.Collections.Concurrent;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Reads the newest version of a dataset's saga; versions are immutable, so each is read once.</summary>
internal sealed class StoredCurationStatus(IObjectStore store) : ICurationStatus
{
    private static readonly DocumentFormat<CurationView> Format = new("dcai.curation", 1);

    private readonly ConcurrentDictionary<string, (string Key, CurationStanding Standing)> _newest = new(StringComparer.Ordinal);

    public async Task<CurationStanding?> FindAsync(string datasetId, CancellationToken cancellationToken)
    {
        while (await NewestKeyAsync(datasetId, cancellationToken) is { } key)
        {
            if (_newest.TryGetValue(datasetId, out var known) && known.Key == key)
            {
                return known.Standing;
            }

            // A listed version that is gone was pruned in between: there is a newer one.
            if (await store.TryGetDocumentAsync(key, Format, cancellationToken) is { } view)
            {
                var standing = view.ToStanding();
                _newest[datasetId] = (key, standing);
                return standing;
            }
        }

        return null;
    }

    private async Task<string?> NewestKeyAsync(string datasetId, CancellationToken cancellationToken)
    {
        await foreach (var version in store.ListAsync(StoreKeys.SagaPrefix(datasetId), cancellationToken: cancellationToken))
        {
            return version.Key;
        }

        return null;
    }
}
