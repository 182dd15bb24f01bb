using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>Datasets that have objects in the store and count as absent: deleted ones, until their name is used again, and those that are being restored.</summary>
public static class HiddenDatasets
{
    /// <summary>Why the dataset is hidden, or null where it is not.</summary>
    public static Task<HiddenDataset?> HiddenAsync(this IObjectStore store, string datasetId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.TryGetDocumentAsync(StoreKeys.Hidden(datasetId), Formats.Hidden, cancellationToken);
    }

    /// <summary>Names of the datasets that have objects and are not hidden, in ordinal order.</summary>
    public static async IAsyncEnumerable<string> VisibleDatasetsAsync(
        this IObjectStore store, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.Datasets, cancellationToken).ConfigureAwait(false))
        {
            var datasetId = StoreKeys.Name(prefix);
            if (await store.HeadAsync(StoreKeys.Hidden(datasetId), cancellationToken).ConfigureAwait(false) is null)
            {
                yield return datasetId;
            }
        }
    }
}
