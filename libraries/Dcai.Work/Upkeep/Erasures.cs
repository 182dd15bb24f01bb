using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>Which images are erased, for whoever reads or takes images.</summary>
public static class Erasures
{
    /// <summary>What a file or sample that is erased is rejected and removed with.</summary>
    public const string Reason = "erased";

    /// <summary>The images that a dataset neither has nor takes: erased from it, or from everywhere.</summary>
    /// <returns>Sample ids.</returns>
    public static async Task<IReadOnlySet<string>> ErasedAsync(this IObjectStore store, string datasetId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var erased = new HashSet<string>(StringComparer.Ordinal);
        foreach (var prefix in new[] { StoreKeys.ErasedPrefix(datasetId), StoreKeys.ErasedEverywherePrefix })
        {
            await foreach (var stored in store.ListAsync(prefix, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                erased.Add(StoreKeys.Name(stored.Key));
            }
        }

        return erased;
    }

    /// <summary>Every image whose bytes were removed because it was erased; a dataset that did not erase it may have brought some again.</summary>
    /// <returns>Sample ids.</returns>
    public static async Task<IReadOnlySet<string>> BytesErasedAsync(this IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var erased = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var stored in store.ListAsync(StoreKeys.ErasedBytesPrefix, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            erased.Add(StoreKeys.Name(stored.Key));
        }

        return erased;
    }

    /// <summary>Whether an image's bytes are missing because they were erased.</summary>
    public static async Task<bool> AreBytesErasedAsync(this IObjectStore store, string sampleId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.HeadAsync(StoreKeys.ErasedBytes(sampleId), cancellationToken).ConfigureAwait(false) is not null;
    }
}
