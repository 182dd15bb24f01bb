using System.Runtime.CompilerServices;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Problems;
using Dcai.ReviewGateway.Reviews;
using Dcai.Work.Upkeep;

namespace Dcai.ReviewGateway.Upkeep;

/// <summary>Deletes datasets.</summary>
internal sealed class DatasetDisposal(
    IObjectStore store, DatasetRegistry datasets, ICurationStatus curations, Steering steering, DatasetRemoval removal, ReviewDesk desk, ReviewHerald herald)
{
    /// <summary>Deletes a dataset whose curation is cancelled or was never started; goes on with a deletion that was interrupted.</summary>
    /// <exception cref="GatewayProblemException">There is no such dataset, or it is being curated.</exception>
    public async IAsyncEnumerable<DeletionReport> DeleteAsync(string datasetId, string by, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SettingsRules.CheckName(datasetId);
        if (await store.HiddenAsync(datasetId, cancellationToken) is null)
        {
            await datasets.NewestAsync(datasetId, cancellationToken);
            await EndAsync(datasetId, cancellationToken);
        }

        DeletionReport? last = null;
        await foreach (var progress in removal.RunAsync(datasetId, by, cancellationToken))
        {
            yield return last = new DeletionReport
            {
                DatasetId = datasetId,
                Had = new ObjectCounts { Objects = progress.Hidden.ObjectCount, SizeBytes = progress.Hidden.SizeBytes },
                Removed = new ObjectCounts { Objects = progress.Removed.Objects, SizeBytes = progress.Removed.Bytes },
                NameFreeAt = progress.Hidden.BusyUntil,
                Done = false,
            };
        }

        desk.Forget(datasetId);
        herald.Forget(datasetId);
        yield return last! with { Done = true };
    }

    /// <summary>A saga that was never started has collected at most; it is cancelled so that it writes no more.</summary>
    private async Task EndAsync(string datasetId, CancellationToken cancellationToken)
    {
        switch (await curations.FindAsync(datasetId, cancellationToken))
        {
            case null or { State: CurationStanding.Cancelled }:
                return;
            case { IsStarted: false }:
                await steering.CancelAsync(datasetId, cancellationToken);
                return;
            case { } running:
                throw Refusal.Conflict(
                    "not-cancelled",
                    $"Dataset '{datasetId}' is {running.State}: cancel it first (dcai cancel {datasetId}), which stops its curation for good.");
        }
    }
}
