using System.Globalization;
using Dcai.Contracts;

namespace Dcai.Orchestrator.Tests.Simulation;

/// <summary>
/// A small model of all that is not the saga: ledger, gateway, reviewers and trainers. It keeps every result under its command's id and yields the
/// same event again when asked again. What it holds counts as durable.
/// </summary>
internal sealed class World(Inputs inputs)
{
    private const int BatchesPerAdvance = 2;
    private const int SlicesOfATraining = 2;

    private readonly Dictionary<string, object> _results = [];
    private readonly Dictionary<string, int> _slices = [];
    private readonly List<(string Id, Row[] Rows)> _batches = [];
    private readonly List<SnapshotModel> _snapshots = [SnapshotModel.Empty];
    private readonly Dictionary<string, int[]> _items = [];
    private readonly HashSet<string> _closed = [];
    private int _sampleCount;

    /// <summary>Reviews that reviewers see and have not decided yet.</summary>
    public List<string> OpenReviews { get; } = [];

    /// <summary>Closed reviews that no SnapshotAdvanced has named yet: the gateway repeats their completion.</summary>
    public List<string> Announced { get; } = [];

    public IEnumerable<string> ClosedReviews => _closed;

    public SnapshotModel Newest => _snapshots[^1];

    /// <summary>Whether every batch in the store is in the newest snapshot.</summary>
    public bool EverythingIsFolded => _batches.All(batch => Newest.Batches.Contains(batch.Id)) && _closed.All(Newest.Reviews.Contains);

    /// <summary>Lists a batch in the store and says so.</summary>
    public ImagesIngested Ingest(int sampleCount)
    {
        var rows = Enumerable.Range(_sampleCount, sampleCount)
            .Select(id => new Row(id, SampleStatus.Uncertified, Conflict: id < inputs.Conflicts, ArrivedIn: 0, Review: null)).ToArray();
        return Store(rows);
    }

    /// <summary>The review's items are decided, and that they are is fixed.</summary>
    public ReviewCompleted Decide(string review)
    {
        OpenReviews.Remove(review);
        if (_closed.Add(review))
        {
            Announced.Add(review);
        }

        return Completion(review);
    }

    public ReviewCompleted Completion(string review) =>
        new() { DatasetId = Inputs.DatasetId, ReviewId = review, DecisionCount = _items[review].Length };

    /// <summary>What the gateway hears: it need not repeat what a snapshot names.</summary>
    public void Hear(SnapshotAdvanced advanced) => Announced.RemoveAll(advanced.Reviews.Contains);

    /// <summary>Does what the command asks for, once, and answers with its event.</summary>
    public object Perform(object command) => command switch
    {
        AdvanceSnapshot advance => Once(advance.CommandId, () => Advance(advance)),
        SelectForReview select => Once(select.CommandId, () => Select(select)),
        OpenReview open => Once(open.CommandId, () => Open(open)),
        ComposeTrainingSet compose => Once(compose.CommandId, () => new TrainingSetComposed
        {
            DatasetId = compose.DatasetId,
            CommandId = compose.CommandId,
            Round = compose.Round,
            TrainingSet = Yield(compose.CommandId),
            TrainCount = 1,
            ValidationCount = 1,
        }),
        TrainAuxiliaryModel train => Sliced(train.DatasetId, train.CommandId) ?? Once(train.CommandId, () => new AuxiliaryModelTrained
        {
            DatasetId = train.DatasetId,
            CommandId = train.CommandId,
            Round = train.Round,
            Member = train.Member,
            Model = Yield(train.CommandId),
            TrainAccuracy = 1,
            ValidationAccuracy = 1,
        }),
        RankShard rank => Once(rank.CommandId, () => new ShardRanked
        {
            DatasetId = rank.DatasetId,
            CommandId = rank.CommandId,
            Round = rank.Round,
            Shard = rank.Shard,
            SampleCount = 1,
        }),
        BalanceDataset balance => Once(balance.CommandId, () => new DatasetBalanced
        {
            DatasetId = balance.DatasetId,
            CommandId = balance.CommandId,
            Release = balance.Release,
            Plan = Yield(balance.CommandId),
            FoldCount = inputs.Folds,
        }),
        TrainFold fold => Once(fold.CommandId, () => new FoldTrained
        {
            DatasetId = fold.DatasetId,
            CommandId = fold.CommandId,
            Release = fold.Release,
            Fold = fold.Fold,
            ValidationAccuracy = 1,
        }),
        EvaluateDataset evaluate => Once(evaluate.CommandId, () => new DatasetEvaluated
        {
            DatasetId = evaluate.DatasetId,
            CommandId = evaluate.CommandId,
            Release = evaluate.Release,
            Report = Yield(evaluate.CommandId),
        }),
        TrainGan train => Sliced(train.DatasetId, train.CommandId) ?? Once(train.CommandId, () => new GanTrained
        {
            DatasetId = train.DatasetId,
            CommandId = train.CommandId,
            Release = train.Release,
            Generator = Yield(train.CommandId),
        }),
        SynthesizeSamples synthesize => Once(synthesize.CommandId, () => Synthesize(synthesize)),
        _ => throw new InvalidOperationException($"Nobody does {command.GetType().Name}."),
    };

    /// <summary>The samples and what became of them, one line each.</summary>
    public string Describe() => string.Join('\n', Newest.Rows.Select(row => row.ToString()));

    private static Descriptor Yield(string commandId) => new() { MediaType = "application/octet-stream", Digest = $"sha256:{commandId}", SizeBytes = 1 };

    private object Once(string commandId, Func<object> work)
    {
        if (!_results.TryGetValue(commandId, out var result))
        {
            _results.Add(commandId, result = work());
        }

        return result;
    }

    private WorkSliced? Sliced(string datasetId, string commandId)
    {
        var done = _slices.GetValueOrDefault(commandId);
        if (_results.ContainsKey(commandId) || done == SlicesOfATraining)
        {
            return null;
        }

        _slices[commandId] = done + 1;
        return new WorkSliced { DatasetId = datasetId, CommandId = commandId, Slice = done };
    }

    private ImagesIngested Store(Row[] rows)
    {
        _sampleCount += rows.Length;
        var id = $"batch-{(_batches.Count + 1).ToString(CultureInfo.InvariantCulture)}";
        _batches.Add((id, rows));
        return new ImagesIngested
        {
            DatasetId = Inputs.DatasetId,
            CommandId = id,
            BatchId = id,
            AcceptedCount = rows.Length,
            DuplicateCount = 0,
            RejectedCount = 0,
        };
    }

    private SnapshotAdvanced Advance(AdvanceSnapshot advance)
    {
        var parent = _snapshots[advance.Parent];
        var isNewest = advance.Parent == _snapshots.Count - 1;
        var batches = _batches.Where(batch => !parent.Batches.Contains(batch.Id)).ToArray();
        var reviews = _closed.Where(review => !parent.Reviews.Contains(review)).ToArray();
        if (isNewest && (batches.Length > 0 || reviews.Length > 0))
        {
            _snapshots.Add(Fold(parent, batches[..Math.Min(batches.Length, BatchesPerAdvance)], reviews));
        }

        var child = advance.Parent + 1 < _snapshots.Count ? _snapshots[advance.Parent + 1] : parent;
        return new SnapshotAdvanced
        {
            DatasetId = advance.DatasetId,
            CommandId = advance.CommandId,
            Sequence = advance.Sequence,
            Version = child.Version,
            ContentDigest = $"{child.Version}",
            Batches = [.. child.Batches.Except(parent.Batches)],
            Reviews = [.. child.Reviews.Except(parent.Reviews)],
            Counts = child.Count(int.MaxValue),
            GenerationCounts = child.Count(advance.GenerationSnapshot == 0 ? int.MaxValue : advance.GenerationSnapshot),
            MoreToFold = batches.Length > BatchesPerAdvance,
        };
    }

    private SnapshotModel Fold(SnapshotModel parent, (string Id, Row[] Rows)[] batches, string[] reviews)
    {
        var rows = parent.Rows.Concat(batches.SelectMany(batch => batch.Rows.Select(row => row with { ArrivedIn = parent.Version + 1 }))).ToArray();
        foreach (var review in reviews)
        {
            foreach (var item in _items[review])
            {
                var index = Array.FindIndex(rows, row => row.Id == item);
                Assert.True(index >= 0, $"{review} decides sample {item}, which is in no snapshot.");
                Assert.True(
                    rows[index] is { Status: SampleStatus.Uncertified } or { Conflict: true },
                    $"{review} decides sample {item}, which {rows[index].Review} has decided.");
                rows[index] = rows[index] with { Status = item % 5 == 4 ? SampleStatus.Removed : SampleStatus.Certified, Conflict = false, Review = review };
            }
        }

        return new SnapshotModel(
            parent.Version + 1, rows, [.. parent.Batches, .. batches.Select(batch => batch.Id)], [.. parent.Reviews, .. reviews]);
    }

    private ReviewSelected Select(SelectForReview select)
    {
        var snapshot = _snapshots[select.Snapshot];
        Assert.Equal(Newest.Version, select.Snapshot);
        var uncertified = snapshot.Rows.Where(row => row.Status == SampleStatus.Uncertified).Select(row => row.Id).ToArray();
        var items = select.Purpose switch
        {
            ReviewPurpose.Seed => [.. uncertified.Take(Inputs.SeedSize)],
            ReviewPurpose.Conflict => [.. snapshot.Rows.Where(row => row.Conflict).Select(row => row.Id)],
            ReviewPurpose.Synthesis => [.. snapshot.Rows.Where(row => row is { Synthesized: true, Status: SampleStatus.Uncertified }).Select(row => row.Id)],
            _ => uncertified.OrderBy(id => unchecked((uint)((id + (31 * select.Round)) * 2654435761))).Take(Inputs.SamplesPerRound).ToArray(),
        };
        _items.Add(select.ReviewId, items);
        return new ReviewSelected
        {
            DatasetId = select.DatasetId,
            CommandId = select.CommandId,
            ReviewId = select.ReviewId,
            Purpose = select.Purpose,
            Round = select.Round,
            ItemCount = items.Length,
        };
    }

    private ReviewOpened Open(OpenReview open)
    {
        if (!_closed.Contains(open.ReviewId))
        {
            OpenReviews.Add(open.ReviewId);
        }

        return new ReviewOpened { DatasetId = open.DatasetId, CommandId = open.CommandId, ReviewId = open.ReviewId };
    }

    private SamplesSynthesized Synthesize(SynthesizeSamples synthesize)
    {
        var rows = Enumerable.Range(_sampleCount, inputs.Painted ?? 0)
            .Select(id => new Row(id, SampleStatus.Uncertified, Conflict: false, ArrivedIn: 0, Review: null) { Synthesized = true }).ToArray();
        Store(rows);
        return new SamplesSynthesized { DatasetId = synthesize.DatasetId, CommandId = synthesize.CommandId, Release = synthesize.Release, SampleCount = rows.Length };
    }
}

/// <summary>One sample.</summary>
internal sealed record Row(int Id, SampleStatus Status, bool Conflict, int ArrivedIn, string? Review)
{
    public bool Synthesized { get; init; }
}

/// <summary>The dataset at one moment.</summary>
internal sealed record SnapshotModel(int Version, Row[] Rows, string[] Batches, string[] Reviews)
{
    public static SnapshotModel Empty { get; } = new(0, [], [], []);

    /// <summary>The counts over what arrived up to a version.</summary>
    public SnapshotCounts Count(int arrivedUpTo)
    {
        var rows = Rows.Where(row => row.ArrivedIn <= arrivedUpTo).ToArray();
        return new SnapshotCounts
        {
            Samples = rows.Length,
            Uncertified = rows.Count(row => row.Status == SampleStatus.Uncertified),
            Certified = rows.Count(row => row.Status == SampleStatus.Certified),
            Removed = rows.Count(row => row.Status == SampleStatus.Removed),
            Conflicts = rows.Count(row => row.Conflict),
        };
    }
}
