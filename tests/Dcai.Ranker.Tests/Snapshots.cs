using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Ranker.Tests;

/// <summary>Puts a snapshot into the store as the ledger would.</summary>
internal static class Snapshots
{
    /// <summary>Version 4: nine pictures, of which number 2 is certified, number 5 removed, and the rest uncertified.</summary>
    /// <returns>Sorted by id.</returns>
    public static async Task<IReadOnlyList<Sample>> StoreAsync(IObjectStore store, string dataset, Func<int, IReadOnlyList<string>> givenLabels)
    {
        var pictures = await Pictures.StoreAsync(store, Enumerable.Range(0, 9));
        Sample[] samples = [.. pictures.Select((picture, number) => new Sample
        {
            SampleId = picture.SampleId,
            MediaType = "image/png",
            SizeBytes = 1,
            Width = 32,
            Height = 32,
            Status = number switch { 2 => SampleStatus.Certified, 5 => SampleStatus.Removed, _ => SampleStatus.Uncertified },
            Origin = SampleOrigin.Ingested,
            GivenLabels = givenLabels(number),
            CertifiedLabel = number == 2 ? "upright" : null,
            Conflict = false,
            Provenance = [new Provenance { Source = "folder", Name = $"{number}.png" }],
            ArrivedIn = 1,
        })];
        await StoreAsync(store, dataset, 4, samples, new SnapshotCounts { Samples = 9, Uncertified = 7, Certified = 1, Removed = 1, Conflicts = 0 });
        return samples;
    }

    /// <param name="samples">Sorted by id.</param>
    public static async Task StoreAsync(IObjectStore store, string dataset, int version, IReadOnlyList<Sample> samples, SnapshotCounts counts) =>
        await store.PutDocumentIfAbsentAsync(StoreKeys.Snapshot(dataset, version), Formats.Snapshot, new Snapshot
        {
            SnapshotVersion = version,
            Parent = version - 1,
            ContentDigest = "sha256:content",
            Counts = counts,
            Batches = [],
            Reviews = [],
            CommandId = "c",
            ShardBits = 0,
            Shards = [await store.PutBlobAsync(JsonLines.Write(samples), "application/gzip")],
            History = await store.PutDocumentBlobAsync(
                Formats.History, new FoldHistory { Batches = [], Decisions = new Dictionary<string, IReadOnlyList<string>>() }),
        });
}
