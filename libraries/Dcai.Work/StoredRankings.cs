using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work;

/// <summary>What the rounds' models thought of the pool, as it lies in the store.</summary>
public static class StoredRankings
{
    /// <summary>Everything that a round's model ranked, by sample id.</summary>
    /// <param name="store">Where from.</param>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="round">1 is the first.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Null where the round has ranked nothing (yet).</returns>
    public static async Task<IReadOnlyDictionary<string, RankedSample>?> RankingAsync(
        this IObjectStore store, string datasetId, int round, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var ranked = new Dictionary<string, RankedSample>(StringComparer.Ordinal);
        for (var shard = 0; ; shard++)
        {
            if (await store.TryGetDocumentAsync(StoreKeys.Ranking(datasetId, round, shard), Formats.Ranking, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return shard == 0 ? null : ranked;
            }

            foreach (var sample in found.Samples)
            {
                ranked[sample.SampleId] = sample;
            }
        }
    }

    /// <summary>How hard the models found each sample early in training.</summary>
    /// <param name="store">Where from.</param>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Sample id to its EL2N in the newest round that measured it, range [0, √2]; empty where no round did.</returns>
    public static async Task<IReadOnlyDictionary<string, double>> El2nAsync(this IObjectStore store, string datasetId, CancellationToken cancellationToken)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var round = 1; await store.RankingAsync(datasetId, round, cancellationToken).ConfigureAwait(false) is { } ranked; round++)
        {
            foreach (var (sampleId, sample) in ranked)
            {
                if (sample.Dynamics is { } dynamics)
                {
                    scores[sampleId] = dynamics.El2n;
                }
            }
        }

        return scores;
    }
}
