using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Problems;
using MassTransit;
using Microsoft.AspNetCore.Http;
using DecisionBatch = Dcai.Contracts.Documents.DecisionBatch;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>Where reviewers find their tasks and leave their decisions. Everything is in the store before it is answered; memory only saves reading.</summary>
internal sealed class ReviewDesk(IObjectStore store, DatasetRegistry datasets, IBus bus, TimeProvider time)
{
    public const int LargestPage = 1000;

    private readonly ConcurrentDictionary<(string DatasetId, string ReviewId), Lazy<Task<ReviewFile>>> _files = new();
    private readonly ConcurrentDictionary<(string DatasetId, string ReviewId), OpenedReview> _opened = new();

    /// <summary>Every review that was opened, the oldest round first.</summary>
    public async Task<IReadOnlyList<ReviewSummary>> ListAsync(string datasetId, CancellationToken cancellationToken)
    {
        var summaries = new List<ReviewSummary>();
        await foreach (var reviewId in OpenedIdsAsync(datasetId, cancellationToken))
        {
            summaries.Add(await SummaryAsync(datasetId, reviewId, cancellationToken));
        }

        return [.. summaries.OrderBy(summary => summary.Round).ThenBy(summary => summary.ReviewId, StringComparer.Ordinal)];
    }

    /// <summary>How many reviews await decisions.</summary>
    public async Task<int> CountOpenAsync(string datasetId, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var reviewId in OpenedIdsAsync(datasetId, cancellationToken))
        {
            count += await ClosureAsync(datasetId, reviewId, cancellationToken) is null ? 1 : 0;
        }

        return count;
    }

    /// <summary>A dataset of this name may come that has nothing to do with the one known so far.</summary>
    public void Forget(string datasetId)
    {
        foreach (var known in _files.Keys.Where(known => known.DatasetId == datasetId))
        {
            _files.TryRemove(known, out _);
        }

        foreach (var known in _opened.Keys.Where(known => known.DatasetId == datasetId))
        {
            _opened.TryRemove(known, out _);
        }
    }

    public async IAsyncEnumerable<string> OpenedIdsAsync(
        string datasetId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.ReviewsPrefix(datasetId), cancellationToken))
        {
            var reviewId = prefix.TrimEnd('/').Split('/')[^1];
            if (await OpenedAsync(datasetId, reviewId, cancellationToken) is not null)
            {
                yield return reviewId;
            }
        }
    }

    public async Task<ReviewSummary> SummaryAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        var opened = await OpenedAsync(datasetId, reviewId, cancellationToken) ?? throw Refusal.NoReview(datasetId, reviewId);
        var closed = await ClosureAsync(datasetId, reviewId, cancellationToken) is not null;
        var decided = closed
            ? opened.ItemCount
            : DecisionTrail.Examine((await RefreshAsync(datasetId, reviewId, cancellationToken)).Review, await BatchesAsync(datasetId, reviewId, cancellationToken)).Settled.Count;
        return new ReviewSummary
        {
            DatasetId = datasetId,
            ReviewId = reviewId,
            Purpose = ReviewMapping.ToApi(opened.Purpose),
            Round = opened.Round,
            State = closed ? ReviewState.Closed : ReviewState.Open,
            ItemCount = opened.ItemCount,
            DecidedCount = decided,
        };
    }

    /// <summary>A part of the review's items, all of them or those that await a decision.</summary>
    public async Task<ReviewPage> PageAsync(
        string datasetId, string reviewId, int offset, int limit, bool undecidedOnly, CancellationToken cancellationToken)
    {
        if (offset < 0 || limit is < 1 or > LargestPage)
        {
            throw Refusal.BadRequest("page", string.Create(CultureInfo.InvariantCulture, $"A page begins at offset 0 or later and has 1 to {LargestPage} items: offset {offset}, limit {limit} were asked for."));
        }

        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var summary = await SummaryAsync(datasetId, reviewId, cancellationToken);
        var file = await RefreshAsync(datasetId, reviewId, cancellationToken);
        var records = Records(file);
        var heads = DecisionTrail.Heads(file.Batches.Values);
        var settled = undecidedOnly ? DecisionTrail.Examine(file.Review, file.Batches.Values).Settled : null;
        var items = settled is null ? file.Review.Items : [.. file.Review.Items.Where(item => !settled.ContainsKey(item.SampleId))];
        var page = items.Skip(offset).Take(limit).Select(item => ReviewMapping.ToApi(
            datasetId,
            item,
            [.. (heads.GetValueOrDefault(item.SampleId) ?? []).Select(head => records[head.Decision.DecisionId])]));
        return new ReviewPage
        {
            Review = summary,
            Classes = settings.Classes,
            Items = [.. page],
            NextOffset = offset + limit < items.Count ? offset + limit : null,
        };
    }

    /// <summary>Stores the decisions, and closes the review when they were the last.</summary>
    public async Task<DecisionReceipt> SubmitAsync(string datasetId, string reviewId, SubmitDecisions submitted, CancellationToken cancellationToken)
    {
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        _ = await OpenedAsync(datasetId, reviewId, cancellationToken) ?? throw Refusal.NoReview(datasetId, reviewId);
        var file = await FileAsync(datasetId, reviewId, cancellationToken);
        DecisionRules.Check(submitted, file.Samples, settings.Classes);
        var batch = ReviewMapping.ToDocument(reviewId, submitted, time.GetUtcNow());
        var alreadyStored = await StoreAsync(datasetId, file, batch, cancellationToken);
        await CloseIfCompleteAsync(datasetId, reviewId, cancellationToken);
        return new DecisionReceipt
        {
            BatchId = batch.BatchId,
            AlreadyStored = alreadyStored,
            Review = await SummaryAsync(datasetId, reviewId, cancellationToken),
        };
    }

    /// <summary>The dataset's audit trail in the order of submission.</summary>
    public async Task<IReadOnlyList<DecisionRecord>> TrailAsync(string datasetId, CancellationToken cancellationToken)
    {
        var batches = new List<DecisionBatch>();
        await foreach (var reviewId in OpenedIdsAsync(datasetId, cancellationToken))
        {
            batches.AddRange(await BatchesAsync(datasetId, reviewId, cancellationToken));
        }

        return [.. batches
            .OrderBy(batch => batch.SubmittedAt)
            .ThenBy(batch => batch.BatchId, StringComparer.Ordinal)
            .SelectMany(batch => batch.Decisions.Select(decision => ReviewMapping.ToApi(batch, decision)))];
    }

    /// <summary>Fixes which decisions closed the review once every item has one that stands, and tells.</summary>
    /// <returns>The closure, or null while items await decisions.</returns>
    public async Task<ReviewClosure?> CloseIfCompleteAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        if (await ClosureAsync(datasetId, reviewId, cancellationToken) is { } closure)
        {
            return closure;
        }

        var file = await RefreshAsync(datasetId, reviewId, cancellationToken);
        DecisionBatch[] batches = [.. file.Batches.Values];
        if (!DecisionTrail.Examine(file.Review, batches).IsComplete)
        {
            return null;
        }

        var wanted = new ReviewClosure
        {
            ReviewId = reviewId,
            Batches = [.. batches.Select(batch => batch.BatchId).Order(StringComparer.Ordinal)],
            DecisionCount = batches.Sum(batch => batch.Decisions.Count),
            ClosedAt = time.GetUtcNow(),
            Nonce = Guid.NewGuid().ToString("N"),
        };
        var put = await store.PutDocumentIfAbsentAsync(StoreKeys.Closure(datasetId, reviewId), Formats.Closure, wanted, cancellationToken);
        file.Closure = put.Stored;
        await AnnounceAsync(datasetId, put.Stored, cancellationToken);
        return put.Stored;
    }

    public Task AnnounceAsync(string datasetId, ReviewClosure closure, CancellationToken cancellationToken) =>
        bus.Publish(
            new ReviewCompleted { DatasetId = datasetId, ReviewId = closure.ReviewId, DecisionCount = closure.DecisionCount }, cancellationToken);

    private static Dictionary<string, DecisionRecord> Records(ReviewFile file)
    {
        var records = new Dictionary<string, DecisionRecord>(StringComparer.Ordinal);
        foreach (var batch in file.Batches.Values.OrderBy(batch => batch.BatchId, StringComparer.Ordinal))
        {
            foreach (var decision in batch.Decisions)
            {
                records.TryAdd(decision.DecisionId, ReviewMapping.ToApi(batch, decision));
            }
        }

        return records;
    }

    private static bool IsSafeName(string reviewId) =>
        reviewId.Length is > 0 and <= 200 && reviewId[0] != '.' && reviewId.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '=');

    /// <returns>Whether the very same batch was stored before.</returns>
    private async Task<bool> StoreAsync(string datasetId, ReviewFile file, DecisionBatch batch, CancellationToken cancellationToken)
    {
        await file.Gate.WaitAsync(cancellationToken);
        try
        {
            await RefreshAsync(datasetId, file.Review.ReviewId, cancellationToken);
            if (file.Batches.TryGetValue(batch.BatchId, out var known))
            {
                return RequireSame(known, batch);
            }

            RequireFree(file, batch);
            var put = await store.PutDocumentIfAbsentAsync(
                StoreKeys.Decisions(datasetId, file.Review.ReviewId, batch.BatchId), Formats.Decisions, batch, cancellationToken);
            file.Batches[batch.BatchId] = put.Stored;
            return !put.Created && RequireSame(put.Stored, batch);
        }
        finally
        {
            file.Gate.Release();
        }
    }

    private static bool RequireSame(DecisionBatch stored, DecisionBatch batch)
    {
        var same = Formats.Decisions.Write(batch with { SubmittedAt = stored.SubmittedAt }).AsSpan().SequenceEqual(Formats.Decisions.Write(stored));
        return same
            ? true
            : throw Refusal.Conflict("batch-exists", $"Batch '{batch.BatchId}' is stored with other content: decisions are never changed; submit new ones under a new UUID.");
    }

    private static void RequireFree(ReviewFile file, DecisionBatch batch)
    {
        var records = Records(file);
        var heads = DecisionTrail.Heads(file.Batches.Values);
        foreach (var decision in batch.Decisions)
        {
            if (records.TryGetValue(decision.DecisionId, out var stored))
            {
                throw Refusal.Conflict("decision-exists", $"Decision '{decision.DecisionId}' is stored in batch '{stored.BatchId}': every decision has a UUID of its own.");
            }

            if (decision.Supersedes.FirstOrDefault(id => records.GetValueOrDefault(id)?.SampleId != decision.SampleId) is { } stranger)
            {
                throw Refusal.BadRequest("supersedes", $"Decision '{decision.DecisionId}' supersedes '{stranger}', which is no decision on sample '{decision.SampleId}'.");
            }

            var standing = (heads.GetValueOrDefault(decision.SampleId) ?? []).Select(head => records[head.Decision.DecisionId]).ToList();
            if (standing.Any(head => !decision.Supersedes.Contains(head.DecisionId, StringComparer.Ordinal)))
            {
                throw new GatewayProblemException(
                    StatusCodes.Status409Conflict,
                    "already-decided",
                    $"Sample '{decision.SampleId}' is decided already: to replace what stands, name {string.Join(", ", standing.Select(head => head.DecisionId))} in supersedes.")
                {
                    Decisions = standing,
                };
            }
        }
    }

    private async Task<OpenedReview?> OpenedAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        SettingsRules.CheckName(datasetId);
        if (!IsSafeName(reviewId))
        {
            return null;
        }

        if (_opened.TryGetValue((datasetId, reviewId), out var known))
        {
            return known;
        }

        var opened = await store.TryGetDocumentAsync(StoreKeys.ReviewOpened(datasetId, reviewId), OpenedReview.Format, cancellationToken);
        return opened is null ? null : _opened.GetOrAdd((datasetId, reviewId), opened);
    }

    private async Task<ReviewClosure?> ClosureAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        var file = await FileAsync(datasetId, reviewId, cancellationToken);
        return file.Closure ??= await store.TryGetDocumentAsync(StoreKeys.Closure(datasetId, reviewId), Formats.Closure, cancellationToken);
    }

    private async Task<IEnumerable<DecisionBatch>> BatchesAsync(string datasetId, string reviewId, CancellationToken cancellationToken) =>
        (await RefreshAsync(datasetId, reviewId, cancellationToken)).Batches.Values;

    private async Task<ReviewFile> FileAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        var key = (datasetId, reviewId);
        var file = _files.GetOrAdd(key, _ => new Lazy<Task<ReviewFile>>(() => ReadAsync(datasetId, reviewId)));
        try
        {
            return await file.Value.WaitAsync(cancellationToken);
        }
        catch (ObjectStoreException)
        {
            _files.TryRemove(new KeyValuePair<(string, string), Lazy<Task<ReviewFile>>>(key, file));
            throw;
        }
    }

    private async Task<ReviewFile> ReadAsync(string datasetId, string reviewId) =>
        new(await store.GetDocumentAsync(StoreKeys.Review(datasetId, reviewId), Formats.Review));

    /// <summary>Reads the batches that another gateway, or this one before it was started again, has stored.</summary>
    private async Task<ReviewFile> RefreshAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        var file = await FileAsync(datasetId, reviewId, cancellationToken);
        await foreach (var stored in store.ListAsync(StoreKeys.DecisionsPrefix(datasetId, reviewId), cancellationToken: cancellationToken))
        {
            var batchId = StoreKeys.Name(stored.Key);
            if (!file.Batches.ContainsKey(batchId)
                && await store.TryGetDocumentAsync(stored.Key, Formats.Decisions, cancellationToken) is { } batch)
            {
                file.Batches.TryAdd(batchId, batch);
            }
        }

        return file;
    }
}
