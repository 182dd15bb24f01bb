using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints.Near;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work.Telemetry;

namespace Dcai.Ranker;

/// <summary>Looks for near duplicates among all samples of a dataset, certified or not; the shards of a round share the new ones out.</summary>
internal sealed class NearComparison(IObjectStore store, SketchShelf shelf)
{
    /// <summary>Compares the shard's share of what is new since the round before with everything.</summary>
    /// <param name="command">The shard.</param>
    /// <param name="samples">Of the snapshot, sorted by id, without those that are erased or painted.</param>
    /// <param name="policy">What counts as near.</param>
    /// <param name="cancellationToken">Looked at between blocks of samples.</param>
    /// <returns>Null where near duplicates are not looked for.</returns>
    public async Task<NearSearch?> CompareAsync(
        RankShard command, IReadOnlyList<Sample> samples, RankingPolicy policy, CancellationToken cancellationToken)
    {
        if (policy.NearLikeness <= 0)
        {
            return null;
        }

        var before = await store.TryGetDocumentAsync(StoreKeys.Ranking(command.DatasetId, command.Round - 1, 0), Formats.Ranking, cancellationToken).ConfigureAwait(false);
        var compared = before?.Near is { } near && near.LeastLikeness == policy.NearLikeness ? near.Snapshot : 0;
        var isNew = samples.Where(sample => sample.ArrivedIn > compared).Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        var pairs = new List<NearPair>();
        if (isNew.Count > 0)
        {
            var pictures = await shelf.LoadAsync(command.DatasetId, [.. samples.Select(sample => sample.SampleId)], cancellationToken).ConfigureAwait(false);
            await Task.Factory.StartNew(
                () => WorkMeter.Occupy(onGpu: false, () => pairs.AddRange(Compare(command, pictures, isNew, policy.NearLikeness, cancellationToken))),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }

        return new NearSearch
        {
            Snapshot = command.Snapshot,
            LeastLikeness = policy.NearLikeness,
            Pairs = [.. pairs.OrderBy(pair => pair.First, StringComparer.Ordinal).ThenBy(pair => pair.Second, StringComparer.Ordinal)],
        };
    }

    private static IEnumerable<NearPair> Compare(
        RankShard command, IReadOnlyList<(string SampleId, PictureSketch Sketch)> pictures, HashSet<string> isNew, double likeness, CancellationToken cancellationToken)
    {
        var search = new NearPictureSearch([.. pictures.Select(picture => picture.Sketch)]);
        bool[] isNewAt = [.. pictures.Select(picture => isNew.Contains(picture.SampleId))];
        int[] mine = [.. Enumerable.Range(0, pictures.Count).Where(n => isNewAt[n]).Where((_, place) => place % command.ShardCount == command.Shard)];
        return search.Find(mine, isNewAt, likeness, cancellationToken).Select(near =>
        {
            var isOrdered = near.Picture < near.Asked;
            return new NearPair
            {
                First = pictures[isOrdered ? near.Picture : near.Asked].SampleId,
                Second = pictures[isOrdered ? near.Asked : near.Picture].SampleId,
                Likeness = Math.Round(near.Likeness, 4),
            };
        });
    }
}
