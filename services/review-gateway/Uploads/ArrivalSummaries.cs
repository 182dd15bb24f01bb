using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Problems;
using Dcai.Work;
using Dcai.Work.Upkeep;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>Tells what came into a dataset: counts, reasons, and what looks alike.</summary>
internal sealed class ArrivalSummaries(IObjectStore store, SnapshotReader snapshots, PictureTiles tiles)
{
    private const int MostGroups = 12;
    private const int Columns = 6;

    /// <summary>All that has come in.</summary>
    /// <param name="datasetId">A dataset that exists.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<ArrivalSummary> ReadAsync(string datasetId, CancellationToken cancellationToken) => Summarise(
        await FilesAsync(datasetId, _ => true, cancellationToken),
        await GroupsAsync(datasetId, await snapshots.NewestAsync(datasetId, cancellationToken), cancellationToken));

    /// <summary>What had come in when a snapshot was made.</summary>
    /// <param name="datasetId">A dataset that exists.</param>
    /// <param name="version">Of the snapshot.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<ArrivalSummary> ReadAsync(string datasetId, int version, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots.ReadAsync(datasetId, version, cancellationToken);
        var folded = (await store.GetDocumentBlobAsync(snapshot.History, Formats.History, cancellationToken)).Batches.ToHashSet(StringComparer.Ordinal);
        return Summarise(await FilesAsync(datasetId, folded.Contains, cancellationToken), await GroupsAsync(datasetId, snapshot, cancellationToken));
    }

    private static ArrivalSummary Summarise(IReadOnlyList<IngestedFile> files, IReadOnlyList<LookalikeGroup> groups)
    {
        return new ArrivalSummary
        {
            Files = files.Count,
            Accepted = files.Count(file => file.Verdict == IngestVerdict.Accepted),
            NearDuplicates = files.Count(file => file is { Verdict: IngestVerdict.Accepted, NearDuplicateOf: not null }),
            Duplicates = files.Count(file => file.Verdict == IngestVerdict.Duplicate),
            Rejected = files.Count(file => file.Verdict == IngestVerdict.Rejected),
            Refusals =
            [
                .. files.Where(file => file.Verdict == IngestVerdict.Rejected)
                    .GroupBy(file => (file.Reason ?? "no reason was given").Split(": ")[0], StringComparer.Ordinal)
                    .Select(reason => new RefusalCount { Reason = reason.Key, Files = reason.Count() })
                    .OrderByDescending(reason => reason.Files).ThenBy(reason => reason.Reason, StringComparer.Ordinal),
            ],
            Groups = groups.Count,
            Grouped = groups.Sum(group => group.SampleIds.Count),
            Largest = [.. groups.Take(MostGroups)],
        };
    }

    /// <summary>The largest groups on one picture, one behind the other, each beginning a row.</summary>
    /// <returns>A PNG.</returns>
    /// <exception cref="GatewayProblemException">Nothing looks alike, or none of it can be shown.</exception>
    public async Task<byte[]> SheetAsync(string datasetId, CancellationToken cancellationToken)
    {
        var blank = new Image(1, 1, PixelFormat.Gray8, [byte.MaxValue]);
        var rows = new List<Image>();
        var groups = await GroupsAsync(datasetId, await snapshots.NewestAsync(datasetId, cancellationToken), cancellationToken);
        foreach (var group in groups.Take(MostGroups))
        {
            var row = new List<Image>();
            foreach (var sampleId in group.SampleIds.Take(Columns))
            {
                if (await tiles.TryReadAsync(datasetId, sampleId, cancellationToken) is { } tile)
                {
                    row.Add(tile);
                }
            }

            if (row.Count > 1)
            {
                rows.AddRange([.. row, .. Enumerable.Repeat(blank, Columns - row.Count)]);
            }
        }

        return rows.Count == 0
            ? throw Refusal.NotFound("no-sheet", $"Dataset '{datasetId}' has no images that look alike and can be shown.")
            : PngEncoder.Encode(ContactSheet.Compose(rows, Columns, PictureTiles.Size));
    }

    /// <summary>A row for each file of the batches that count, the best where it came several times.</summary>
    private async Task<IReadOnlyList<IngestedFile>> FilesAsync(string datasetId, Func<string, bool> counts, CancellationToken cancellationToken)
    {
        var files = new Dictionary<(string Source, string Name, string Digest), IngestedFile>();
        await foreach (var batch in store.ListAsync(StoreKeys.IngestPrefix(datasetId), cancellationToken: cancellationToken))
        {
            if (!counts(StoreKeys.Name(batch.Key)))
            {
                continue;
            }

            foreach (var row in JsonLines.Read<IngestedFile>(await store.TryGetAsync(batch.Key, cancellationToken) ?? throw new ObjectNotFoundException(batch.Key), batch.Key))
            {
                var file = (row.Source, row.Name, row.Content.Digest);
                if (!files.TryGetValue(file, out var known) || row.Verdict < known.Verdict)
                {
                    files[file] = row;
                }
            }
        }

        return [.. files.Values];
    }

    /// <summary>Of a snapshot, the largest first; without removed and erased images.</summary>
    private async Task<IReadOnlyList<LookalikeGroup>> GroupsAsync(string datasetId, Snapshot? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot is null)
        {
            return [];
        }

        var erased = await store.ErasedAsync(datasetId, cancellationToken);
        Sample[] samples =
        [
            .. (await snapshots.SamplesAsync(snapshot, cancellationToken))
                .Where(sample => sample.Status != SampleStatus.Removed && sample.Origin != SampleOrigin.Synthesized && !erased.Contains(sample.SampleId)),
        ];
        var labels = samples.ToDictionary(
            sample => sample.SampleId, sample => sample.CertifiedLabel ?? (sample.GivenLabels.Count > 0 ? sample.GivenLabels[0] : ""), StringComparer.Ordinal);
        return
        [
            .. DuplicateGroups.Of(samples, labels)
                .GroupBy(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new LookalikeGroup { SampleIds = [.. group.Order(StringComparer.Ordinal)] }),
        ];
    }
}
