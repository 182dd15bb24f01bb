using System.Collections.Concurrent;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Reads the newest version of a dataset's saga; versions are immutable, so each is read once.</summary>
internal sealed class StoredCurationStatus(IObjectStore store) : ICurationStatus
{
    private static readonly DocumentFormat<CurationView> Format = new("dcai.curation", 1);

    private readonly ConcurrentDictionary<string, (ObjectInfo Version, CurationStanding Standing)> _newest = new(StringComparer.Ordinal);

    public async Task<CurationStanding?> FindAsync(string datasetId, CancellationToken cancellationToken)
    {
        while (await NewestAsync(datasetId, cancellationToken) is { } newest)
        {
            // Its time as well: a dataset of a deleted one's name begins its versions anew.
            if (_newest.TryGetValue(datasetId, out var known) && known.Version == newest)
            {
                return known.Standing;
            }

            // A listed version that is gone was pruned in between: there is a newer one.
            if (await store.TryGetDocumentAsync(newest.Key, Format, cancellationToken) is { } view)
            {
                var standing = view.ToStanding();
                _newest[datasetId] = (newest, standing);
                return standing;
            }
        }

        return null;
    }

    private async Task<ObjectInfo?> NewestAsync(string datasetId, CancellationToken cancellationToken)
    {
        await foreach (var version in store.ListAsync(StoreKeys.SagaPrefix(datasetId), cancellationToken: cancellationToken))
        {
            return version;
        }

        return null;
    }
}
