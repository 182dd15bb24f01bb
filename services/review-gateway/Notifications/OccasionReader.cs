using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Reviews;
using Dcai.Work.Upkeep;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>Finds in the store what people are told of. Events only say when to look, so that a lost one costs time.</summary>
internal sealed class OccasionReader(IObjectStore store, ICurationStatus curations)
{
    public const string Suspended = "Suspended";

    /// <summary>By the closure's key and the dataset's beginning: another dataset of that name is another one.</summary>
    private readonly ConcurrentDictionary<(string Key, DateTimeOffset Born), Occasion> _closed = new();
    private readonly ConcurrentDictionary<string, Occasion> _erased = new(StringComparer.Ordinal);

    /// <summary>What happened to a dataset, as far as it can still be told of.</summary>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="since">What happened earlier is left out where that saves reading.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<Occasion> OfDatasetAsync(
        string datasetId, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await store.HeadAsync(StoreKeys.Settings(datasetId, 1), cancellationToken) is not { LastModified: var born })
        {
            yield break;
        }

        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.ReviewsPrefix(datasetId), cancellationToken))
        {
            var reviewId = StoreKeys.Name(prefix);
            var closure = StoreKeys.Closure(datasetId, reviewId);
            if (_closed.TryGetValue((closure, born), out var known))
            {
                yield return known;
            }
            else if (await store.TryGetDocumentAsync(StoreKeys.ReviewOpened(datasetId, reviewId), OpenedReview.Format, cancellationToken) is { } opened)
            {
                var isClosed = await store.HeadAsync(closure, cancellationToken);
                var at = isClosed ?? await store.HeadAsync(StoreKeys.ReviewOpened(datasetId, reviewId), cancellationToken);
                if (at is { } stored)
                {
                    var occasion = OfReview(isClosed is null ? OccasionKind.ReviewOpened : OccasionKind.ReviewCompleted, datasetId, opened, stored.LastModified);
                    yield return isClosed is null ? occasion : _closed.GetOrAdd((closure, born), occasion);
                }
            }
        }

        if (await curations.FindAsync(datasetId, cancellationToken) is { State: Suspended, Step: { } step } standing)
        {
            yield return new Occasion { Kind = OccasionKind.DatasetSuspended, DatasetId = datasetId, At = step.Since, Reason = standing.SuspendedBecause };
        }

        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.ReleasesPrefix(datasetId), cancellationToken))
        {
            var release = int.Parse(StoreKeys.Name(prefix), CultureInfo.InvariantCulture);
            if (await store.HeadAsync(StoreKeys.Report(datasetId, release), cancellationToken) is { } report && report.LastModified >= since)
            {
                yield return new Occasion { Kind = OccasionKind.ReleaseReady, DatasetId = datasetId, At = report.LastModified, Release = release };
            }
        }
    }

    /// <summary>The images that were erased.</summary>
    /// <param name="since">What happened a day and more before is left out.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<Occasion> ErasuresAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Their keys hold the time of a gateway's clock, which is not the store's.
        var first = StoreKeys.Audit(since.AddDays(-1), ImageErasure.Action, "");
        await foreach (var entry in store.ListAsync(StoreKeys.AuditPrefix, first, cancellationToken))
        {
            if (!_erased.TryGetValue(entry.Key, out var occasion)
                && entry.Key.Contains($"-{ImageErasure.Action}-", StringComparison.Ordinal)
                && await store.TryGetDocumentAsync(entry.Key, Formats.Audit, cancellationToken) is { Action: ImageErasure.Action } audit)
            {
                occasion = _erased.GetOrAdd(entry.Key, new Occasion
                {
                    Kind = OccasionKind.ImageErased,
                    DatasetId = audit.DatasetId,
                    At = entry.LastModified,
                    SampleId = audit.SampleId,
                    Reason = audit.Reason,
                });
            }

            if (occasion is not null)
            {
                yield return occasion;
            }
        }
    }

    /// <summary>Whether what was to be told is still true.</summary>
    public async Task<bool> IsCurrentAsync(Occasion occasion, CancellationToken cancellationToken)
    {
        if (occasion.DatasetId is not { } datasetId || occasion.Kind == OccasionKind.ImageErased)
        {
            return true;
        }

        if (await store.HeadAsync(StoreKeys.Hidden(datasetId), cancellationToken) is not null
            || await store.HeadAsync(StoreKeys.Settings(datasetId, 1), cancellationToken) is null)
        {
            return false;
        }

        return occasion.Kind switch
        {
            OccasionKind.ReviewOpened => await store.HeadAsync(StoreKeys.Closure(datasetId, occasion.ReviewId!), cancellationToken) is null,
            OccasionKind.DatasetSuspended => await curations.FindAsync(datasetId, cancellationToken) is { State: Suspended, Step: { } step } && step.Since == occasion.At,
            _ => true,
        };
    }

    private static Occasion OfReview(string kind, string datasetId, OpenedReview opened, DateTimeOffset at) => new()
    {
        Kind = kind,
        DatasetId = datasetId,
        At = at,
        ReviewId = opened.ReviewId,
        Purpose = opened.Purpose,
        Round = opened.Round,
        ItemCount = opened.ItemCount,
    };
}
