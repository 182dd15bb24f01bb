using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Curation.Reviewers;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Paging;
using Dcai.ReviewGateway.Problems;
using MassTransit;
using Microsoft.AspNetCore.Http;
using DecisionBatch = Dcai.Contracts.Documents.DecisionBatch;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>Where reviewers find their tasks and leave their decisions. Everything is in the store before it is answered; memory only saves reading.</summary>
internal sealed class ReviewDesk(
    IObjectStore store, DatasetRegistry datasets, ReviewLeases leases, PerReview<ReviewLineup> lineups, PerReview<GoldItems> gold, IBus bus, TimeProvider time)
{
    public const int LargestPage = 1000;

    /// <summary>What other gateways stored is seen after so long at the latest, or after twenty times as long as looking takes.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private const int LooksShare = 20;

    private readonly ConcurrentDictionary<(string DatasetId, string ReviewId), Lazy<Task<ReviewFile>>> _files = new();
    private readonly ConcurrentDictionary<(string DatasetId, string ReviewId), (OpenedReview Review, DateTimeOffset At)> _opened = new();

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

        leases.Forget(datasetId);
        lineups.Forget(datasetId);
        gold.Forget(datasetId);
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
        var (opened, openedAt) = await OpenedAsync(datasetId, reviewId, cancellationToken) ?? throw Refusal.NoReview(datasetId, reviewId);
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var closed = await ClosureAsync(datasetId, reviewId, cancellationToken) is not null;
        var decided = opened.ItemCount;
        if (!closed)
        {
            // Its last decisions may have come in at several gateways, none of which knew of the others'.
            var (count, isComplete) = (await FreshAsync(datasetId, reviewId, cancellationToken)).With(tally => (tally.SettledCount, tally.IsComplete));
            closed = isComplete && await CloseIfCompleteAsync(datasetId, reviewId, cancellationToken) is not null;
            decided = count;
        }

        return new ReviewSummary
        {
            DatasetId = datasetId,
            ReviewId = reviewId,
            Purpose = ReviewMapping.ToApi(opened.Purpose),
            Round = opened.Round,
            State = closed ? ReviewState.Closed : ReviewState.Open,
            ItemCount = opened.ItemCount,
            DecidedCount = decided,
            OpenedAt = openedAt,
            DueAt = settings.Reviewing.DueHours is { } hours ? openedAt.AddHours(hours) : null,
        };
    }

    /// <summary>A part of the review's items, all of them or those that await a decision.</summary>
    public async Task<ReviewPage> PageAsync(
        string datasetId, string reviewId, string? cursor, int limit, bool undecidedOnly, CancellationToken cancellationToken)
    {
        CursorPage.Check(limit);
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var summary = await SummaryAsync(datasetId, reviewId, cancellationToken);
        var file = await AskAsync(datasetId, reviewId, settings, cancellationToken);
        if (cursor is not null && !file.Samples.Contains(cursor))
        {
            throw Refusal.BadRequest("cursor", $"cursor is '{cursor}', which is no item of the review: take the nextCursor of a page, or begin anew without one.");
        }

        var (page, next) = file.With(tally =>
        {
            // The item that the cursor names may have been decided meanwhile.
            var rest = cursor is null ? file.Review.Items : file.Review.Items.SkipWhile(item => item.SampleId != cursor).Skip(1);
            var wanted = rest.Where(item => !undecidedOnly || tally.StandingOf(item.SampleId) != ItemStanding.Settled).Take(limit + 1).ToList();
            return (
                wanted.Take(limit).Select(item => Task(datasetId, tally, item, settings.Classes, reviewer: null)).ToList(),
                wanted.Count > limit ? wanted[limit - 1].SampleId : null);
        });
        return new ReviewPage
        {
            Review = summary,
            Classes = settings.Classes,
            Items = page,
            NextCursor = next,
        };
    }

    /// <summary>Gives a reviewer items that nobody else has before him, renews those that he has, and fills up.</summary>
    public async Task<HeldItems> HoldAsync(string datasetId, string reviewId, string leaseId, HoldItems wanted, CancellationToken cancellationToken)
    {
        DecisionRules.Check(leaseId, wanted);
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        _ = await OpenedAsync(datasetId, reviewId, cancellationToken) ?? throw Refusal.NoReview(datasetId, reviewId);
        var file = await AskAsync(datasetId, reviewId, settings, cancellationToken);
        var isClosed = await ClosureAsync(datasetId, reviewId, cancellationToken) is not null;
        var pending = wanted.Pending.ToHashSet(StringComparer.Ordinal);
        var lineup = await lineups.OfAsync(datasetId, file.Review, samples => new ReviewLineup(file.Review, samples, settings.Classes), cancellationToken);
        var choice = new PageChoice(lineup, settings, wanted, pending);
        var held = await leases.HoldAsync(
            datasetId,
            reviewId,
            leaseId,
            wanted.Replaces,
            wanted.Reviewer,
            (had, elsewhere) => isClosed ? [] : file.With(tally => choice.Choose(tally, had, elsewhere)),
            cancellationToken);
        var known = await GoldAsync(datasetId, file.Review, settings, cancellationToken);
        var (items, left) = file.With(tally =>
        {
            // Some may have been decided since they were chosen: the items and how many are left are of one moment.
            List<ReviewTask> shown = [.. choice.Gild(tally, choice.Page(tally, held), known).Select(item => Task(datasetId, tally, item, settings.Classes, wanted.Reviewer) with { Stack = lineup.StackOf(item.SampleId) })];
            var waiting = choice.Left(tally);
            int Left(ReviewView view) => isClosed ? 0 : waiting[view] + shown.Count(task => task.View == view && !file.Samples.Contains(task.SampleId));
            return (shown, (Grid: Left(ReviewView.Grid), Focus: Left(ReviewView.Focus)));
        });
        return new HeldItems
        {
            LeaseId = leaseId,
            Seconds = leases.Lifetime.TotalSeconds,
            Review = await SummaryAsync(datasetId, reviewId, cancellationToken),
            Classes = settings.Classes,
            Items = items,
            GridLeft = left.Grid,
            FocusLeft = left.Focus,
        };
    }

    /// <summary>Others may have the items at once.</summary>
    public async Task HandBackAsync(string datasetId, string reviewId, string leaseId, CancellationToken cancellationToken)
    {
        DecisionRules.RequireUuid(leaseId, "leaseId");
        await datasets.NewestAsync(datasetId, cancellationToken);
        _ = await OpenedAsync(datasetId, reviewId, cancellationToken) ?? throw Refusal.NoReview(datasetId, reviewId);
        await leases.ReleaseAsync(datasetId, reviewId, leaseId, cancellationToken);
    }

    /// <summary>Stores the decisions, and closes the review when they were the last.</summary>
    public async Task<DecisionReceipt> SubmitAsync(string datasetId, string reviewId, SubmitDecisions submitted, CancellationToken cancellationToken)
    {
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        _ = await OpenedAsync(datasetId, reviewId, cancellationToken) ?? throw Refusal.NoReview(datasetId, reviewId);
        var file = await AskAsync(datasetId, reviewId, settings, cancellationToken);
        var known = await GoldAsync(datasetId, file.Review, settings, cancellationToken);
        DecisionRules.Check(submitted, sample => file.Samples.Contains(sample) || known?.Answer(sample) is not null, settings.Classes);
        var batch = ReviewMapping.ToDocument(reviewId, submitted, time.GetUtcNow());
        var alreadyStored = await StoreAsync(datasetId, file, batch, settings.Reviewing.Adjudicators, cancellationToken);
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
            var file = await FreshAsync(datasetId, reviewId, cancellationToken);
            batches.AddRange(file.With(tally => tally.Batches.Values.ToList()));
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

        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var file = await AskAsync(datasetId, reviewId, settings, cancellationToken);
        if (!file.With(tally => tally.IsComplete))
        {
            return null;
        }

        // What closes a review is everything that is stored by now, wherever it came in.
        await LookAsync(datasetId, file, cancellationToken);
        var (isComplete, batches) = file.With(tally => (tally.IsComplete, tally.Batches.Values.ToList()));
        if (!isComplete)
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

    /// <param name="datasetId">The review's dataset.</param>
    /// <param name="tally">What was decided.</param>
    /// <param name="item">The item.</param>
    /// <param name="classes">The dataset's classes.</param>
    /// <param name="reviewer">Who looks, and so sees his own words and what he is to adjudicate; null for all of them.</param>
    private static ReviewTask Task(string datasetId, ReviewTally tally, ReviewItem item, IReadOnlyList<string> classes, string? reviewer)
    {
        var heads = tally.Heads(item.SampleId).Where(head =>
            reviewer is null || head.Reviewer == reviewer || tally.ReviewersPerItem == 1 || tally.StandingOf(item.SampleId) != ItemStanding.Undecided);
        return ReviewMapping.ToApi(
            datasetId, item, PageChoice.ViewOf(tally, item, classes), [.. heads.Select(head => ReviewMapping.ToApi(tally.Find(head.Decision.DecisionId)!))]);
    }

    private static bool IsSafeName(string reviewId) =>
        reviewId.Length is > 0 and <= 200 && reviewId[0] != '.' && reviewId.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '=');

    /// <returns>Whether the very same batch was stored before.</returns>
    private async Task<bool> StoreAsync(
        string datasetId, ReviewFile file, DecisionBatch batch, IReadOnlyCollection<string> adjudicators, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (await ReserveAsync(datasetId, file, batch, adjudicators, done, cancellationToken) is { } known)
        {
            return RequireSame(known, batch);
        }

        try
        {
            // Not cut: otherwise nobody would know whether it is stored.
            var put = await store.PutDocumentIfAbsentAsync(
                StoreKeys.Decisions(datasetId, file.Review.ReviewId, batch.BatchId), Formats.Decisions, batch, CancellationToken.None);
            file.With(tally => tally.Add(put.Stored));
            return !put.Created && RequireSame(put.Stored, batch);
        }
        finally
        {
            await file.Gate.WaitAsync(CancellationToken.None);
            foreach (var decision in batch.Decisions)
            {
                file.Storing.Remove(decision.SampleId);
            }

            file.Gate.Release();
            done.SetResult();
        }
    }

    /// <summary>Waits until nobody else stores a decision on the batch's samples, and checks it against what stands then.</summary>
    /// <returns>The batch of this id that is stored already, or null where this one may be.</returns>
    private async Task<DecisionBatch?> ReserveAsync(
        string datasetId, ReviewFile file, DecisionBatch batch, IReadOnlyCollection<string> adjudicators, TaskCompletionSource done, CancellationToken cancellationToken)
    {
        await FreshAsync(datasetId, file, cancellationToken);
        if (file.With(tally => batch.Decisions.SelectMany(decision => decision.Supersedes).Any(id => tally.Find(id) is null)))
        {
            await LookAsync(datasetId, file, cancellationToken);
        }

        while (true)
        {
            Task[] others;
            await file.Gate.WaitAsync(cancellationToken);
            try
            {
                others = [.. batch.Decisions.Select(decision => file.Storing.GetValueOrDefault(decision.SampleId)).OfType<Task>().Distinct()];
                if (others.Length == 0)
                {
                    var known = file.With(tally => tally.Batches.GetValueOrDefault(batch.BatchId));
                    if (known is null)
                    {
                        file.With(tally =>
                        {
                            RequireFree(tally, file.Samples, batch, adjudicators, isClosed: file.Closure is not null);
                            return true;
                        });
                        foreach (var decision in batch.Decisions)
                        {
                            file.Storing.Add(decision.SampleId, done.Task);
                        }
                    }

                    return known;
                }
            }
            finally
            {
                file.Gate.Release();
            }

            await System.Threading.Tasks.Task.WhenAll(others).WaitAsync(cancellationToken);
        }
    }

    private static bool RequireSame(DecisionBatch stored, DecisionBatch batch)
    {
        var same = Formats.Decisions.Write(batch with { SubmittedAt = stored.SubmittedAt }).AsSpan().SequenceEqual(Formats.Decisions.Write(stored));
        return same
            ? true
            : throw Refusal.Conflict("batch-exists", $"Batch '{batch.BatchId}' is stored with other content: decisions are never changed; submit new ones under a new UUID.");
    }

    private static void RequireFree(ReviewTally tally, IReadOnlySet<string> samples, DecisionBatch batch, IReadOnlyCollection<string> adjudicators, bool isClosed)
    {
        foreach (var decision in batch.Decisions)
        {
            if (tally.Find(decision.DecisionId) is { } stored)
            {
                throw Refusal.Conflict("decision-exists", $"Decision '{decision.DecisionId}' is stored in batch '{stored.Batch.BatchId}': every decision has a UUID of its own.");
            }

            if (decision.Supersedes.FirstOrDefault(id => tally.Find(id)?.Decision.SampleId != decision.SampleId) is { } stranger)
            {
                throw Refusal.BadRequest("supersedes", $"Decision '{decision.DecisionId}' supersedes '{stranger}', which is no decision on sample '{decision.SampleId}'.");
            }

            var standing = tally.Heads(decision.SampleId);
            // Of gold, which no review lists, everybody says his own word.
            var isBlind = (tally.ReviewersPerItem > 1 && !isClosed) || !samples.Contains(decision.SampleId);
            var isOwn = isBlind && (standing.Any(head => head.Reviewer == batch.Reviewer) || tally.StandingOf(decision.SampleId) == ItemStanding.Undecided);
            if (isOwn && decision.Supersedes.FirstOrDefault(id => tally.Find(id)!.Batch.Reviewer != batch.Reviewer) is { } foreign)
            {
                throw Refusal.Conflict(
                    "not-yours", $"Decision '{decision.DecisionId}' supersedes '{foreign}' of another reviewer: several are asked of this sample, so say your own word and leave the other's to an adjudicator.");
            }

            if (isBlind && !isOwn && tally.StandingOf(decision.SampleId) == ItemStanding.Disputed && !tally.WaitsFor(decision.SampleId, batch.Reviewer, adjudicators))
            {
                throw Refusal.Conflict("not-adjudicator", $"Reviewers disagree on sample '{decision.SampleId}', and only {string.Join(", ", adjudicators)} may settle that: leave it to them.");
            }

            StandingDecision[] inTheWay =
                [.. standing.Where(head => !decision.Supersedes.Contains(head.Decision.DecisionId, StringComparer.Ordinal) && (!isOwn || head.Reviewer == batch.Reviewer))];
            if (inTheWay.Length > 0)
            {
                throw new GatewayProblemException(
                    StatusCodes.Status409Conflict,
                    "already-decided",
                    $"Sample '{decision.SampleId}' is decided already: to replace what stands, name {string.Join(", ", inTheWay.Select(head => head.Decision.DecisionId))} in supersedes.")
                {
                    Decisions = [.. inTheWay.Select(head => ReviewMapping.ToApi(tally.Find(head.Decision.DecisionId)!))],
                };
            }
        }
    }

    /// <summary>Null where none is mixed in.</summary>
    private async Task<GoldItems?> GoldAsync(string datasetId, Review review, CurationSettings settings, CancellationToken cancellationToken) =>
        settings.Reviewing.GoldShare > 0
            ? await gold.OfAsync(datasetId, review, samples => new GoldItems(samples, review, settings.Seed), cancellationToken)
            : null;

    private async Task<(OpenedReview Review, DateTimeOffset At)?> OpenedAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
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

        var key = StoreKeys.ReviewOpened(datasetId, reviewId);
        return await store.TryGetDocumentAsync(key, OpenedReview.Format, cancellationToken) is { } opened && await store.HeadAsync(key, cancellationToken) is { } info
            ? _opened.GetOrAdd((datasetId, reviewId), (opened, info.LastModified))
            : null;
    }

    private async Task<ReviewClosure?> ClosureAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        var file = await FileAsync(datasetId, reviewId, cancellationToken);
        return file.Closure ??= await store.TryGetDocumentAsync(StoreKeys.Closure(datasetId, reviewId), Formats.Closure, cancellationToken);
    }

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

    /// <summary>The review, judged by the settings of now.</summary>
    private async Task<ReviewFile> AskAsync(string datasetId, string reviewId, CurationSettings settings, CancellationToken cancellationToken)
    {
        var file = await FreshAsync(datasetId, reviewId, cancellationToken);
        file.With(tally =>
        {
            tally.Ask(settings.Reviewing.ReviewersPerItem);
            return true;
        });
        return file;
    }

    private async Task<ReviewFile> FreshAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        var file = await FileAsync(datasetId, reviewId, cancellationToken);
        await FreshAsync(datasetId, file, cancellationToken);
        return file;
    }

    private async Task FreshAsync(string datasetId, ReviewFile file, CancellationToken cancellationToken)
    {
        if (IsStale(file))
        {
            await LookAsync(datasetId, file, cancellationToken, isWanted: () => IsStale(file));
        }
    }

    private bool IsStale(ReviewFile file) =>
        file.LastLook is not { } look || time.GetElapsedTime(look.Timestamp) > (Fresh > LooksShare * look.Took ? Fresh : LooksShare * look.Took);

    /// <summary>Reads the batches that another gateway, or this one before it was started again, has stored.</summary>
    private async Task LookAsync(string datasetId, ReviewFile file, CancellationToken cancellationToken, Func<bool>? isWanted = null)
    {
        await file.Look.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may have looked while this one waited.
            if (isWanted?.Invoke() == false)
            {
                return;
            }

            var timestamp = time.GetTimestamp();
            await foreach (var stored in store.ListAsync(StoreKeys.DecisionsPrefix(datasetId, file.Review.ReviewId), cancellationToken: cancellationToken))
            {
                if (!file.With(tally => tally.Batches.ContainsKey(StoreKeys.Name(stored.Key)))
                    && await store.TryGetDocumentAsync(stored.Key, Formats.Decisions, cancellationToken) is { } batch)
                {
                    file.With(tally => tally.Add(batch));
                }
            }

            file.LastLook = (timestamp, time.GetElapsedTime(timestamp));
        }
        finally
        {
            file.Look.Release();
        }
    }
}
