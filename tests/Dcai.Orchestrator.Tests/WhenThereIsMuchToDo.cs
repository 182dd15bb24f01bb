using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Tests;

namespace Dcai.Orchestrator.Tests;

/// <summary>Whatever comes in numbers is bounded: commands under way, notes, the length of a version.</summary>
public sealed class WhenThereIsMuchToDo
{
    private const string Dataset = Fixtures.DatasetId;

    private readonly InMemoryObjectStore _store = new();
    private readonly BareOrchestrator _orchestrator;
    private readonly List<object> _sent = [];

    public WhenThereIsMuchToDo() => _orchestrator = new BareOrchestrators(new ManualTime()).Start(_store, (_, command) =>
    {
        _sent.Add(command);
        return Task.CompletedTask;
    });

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public async Task Each_of_many_shards_is_asked_for_once_and_64_at_a_time(int shards)
    {
        var state = await StoreAsync("TrainingAuxiliary", curation =>
        {
            curation.Counts = curation.Counts! with { Uncertified = shards };
            curation.RankingShardSize = 1;
        });
        await HandleAsync(new AuxiliaryModelTrained
        {
            DatasetId = Dataset,
            CommandId = state.Outstanding[0].CommandId,
            Round = 2,
            Model = Fixtures.Yield,
            TrainAccuracy = 1,
            ValidationAccuracy = 1,
        });
        await AnswerAllAsync<RankShard>(shards, rank => new ShardRanked
        {
            DatasetId = Dataset,
            CommandId = rank.CommandId,
            Round = 2,
            Shard = rank.Shard,
            SampleCount = 1,
        });
        Assert.Equal(Enumerable.Range(0, shards), _sent.OfType<RankShard>().Select(rank => rank.Shard).Order());
        Assert.All(_sent.OfType<RankShard>(), rank => Assert.Equal(shards, rank.ShardCount));
        Assert.Equal(shards, Assert.IsType<SelectForReview>(_sent[^1]).RankingShards);
        Assert.Equal("SelectingRound", (await LoadAsync()).CurrentState);
    }

    [Fact]
    public async Task Each_of_many_folds_is_trained_once_and_then_the_report_is_made()
    {
        var state = await StoreAsync("Balancing");
        await HandleAsync(new DatasetBalanced
        {
            DatasetId = Dataset,
            CommandId = state.Outstanding[0].CommandId,
            Release = 1,
            Plan = Fixtures.Yield,
            FoldCount = 70,
        });
        await AnswerAllAsync<TrainFold>(70, fold => new FoldTrained
        {
            DatasetId = Dataset,
            CommandId = fold.CommandId,
            Release = 1,
            Fold = fold.Fold,
            ValidationAccuracy = 1,
        });
        Assert.Equal(Enumerable.Range(0, 70), _sent.OfType<TrainFold>().Select(fold => fold.Fold).Order());
        Assert.Equal(70, Assert.IsType<EvaluateDataset>(_sent[^1]).FoldCount);
    }

    [Fact]
    public async Task A_flood_of_batches_lengthens_no_version_beyond_a_bound_and_none_is_forgotten()
    {
        var before = await StoreAsync("SeedReview");
        for (var batch = 0; batch < 1000; batch++)
        {
            await IngestAsync(batch);
        }

        var flooded = await LoadAsync();
        Assert.Equal(CurationVerbs.MostBatchNotes, flooded.Notes.Count);
        Assert.Equal(before.SagaVersion + CurationVerbs.MostBatchNotes, flooded.SagaVersion);

        // The batches that are noted are the only ones that the next advance finds; another one arrives just after it has looked.
        await HandleAsync(new ReviewCompleted { DatasetId = Dataset, ReviewId = before.ReviewId!, DecisionCount = 3 });
        var advance = Assert.IsType<AdvanceSnapshot>(_sent[^1]);
        await IngestAsync(2000);
        await AdvancedAsync(advance, [.. Enumerable.Range(0, 64).Select(Batch)], more: false);
        Assert.Equal(["batch-2000"], (await LoadAsync()).Notes.Select(note => note.Id));
        Assert.Equal(advance.Sequence + 1, Assert.IsType<AdvanceSnapshot>(_sent[^1]).Sequence);
    }

    [Fact]
    public async Task A_batch_that_comes_after_the_advance_has_looked_is_not_forgotten_however_many_came_before_it()
    {
        var state = await StoreAsync("Advancing, nothing has come yet");
        for (var batch = 0; batch < 100; batch++)
        {
            await IngestAsync(batch);
        }

        // It names as many as it may, and nothing was left when it looked; the others came later and have no note of their own.
        var advance = CurationSteps.AdvanceSnapshot(state) with { CommandId = state.Outstanding[0].CommandId };
        await AdvancedAsync(advance, [.. Enumerable.Range(0, 64).Select(Batch)], more: false);
        Assert.Equal(advance.Sequence + 1, Assert.IsType<AdvanceSnapshot>(_sent[^1]).Sequence);
    }

    [Fact]
    public async Task Advances_follow_each_other_until_nothing_is_left_and_then_stop()
    {
        var state = await StoreAsync("Advancing, nothing has come yet");
        var advance = CurationSteps.AdvanceSnapshot(state) with { CommandId = state.Outstanding[0].CommandId };
        for (var left = 5; left >= 0; left--)
        {
            await AdvancedAsync(advance, [Batch(left)], more: left > 0);
            advance = _sent.LastOrDefault() as AdvanceSnapshot ?? advance;
        }

        Assert.Equal(5, _sent.Count);
        Assert.Equal("Collecting", (await LoadAsync()).CurrentState);
    }

    private static string Batch(int number) => $"batch-{number}";

    /// <summary>Answers what was sent in a random order, and half of it twice.</summary>
    private async Task AnswerAllAsync<TCommand>(int count, Func<TCommand, object> reply)
    {
        var random = new Random(1);
        var open = new List<TCommand>();
        var taken = 0;
        for (var answered = 0; answered < count; answered++)
        {
            open.AddRange(_sent.Skip(taken).OfType<TCommand>());
            taken = _sent.Count;
            Assert.InRange((await LoadAsync()).Outstanding.Count, 1, CurationVerbs.MostOutstanding);
            Assert.Equal(open.Count, (await LoadAsync()).Outstanding.Count);
            var index = random.Next(open.Count);
            var command = open[index];
            open.RemoveAt(index);
            for (var times = random.Next(1, 3); times > 0; times--)
            {
                await HandleAsync(reply(command));
            }
        }
    }

    private Task IngestAsync(int batch) => HandleAsync(new ImagesIngested
    {
        DatasetId = Dataset,
        CommandId = $"upload-{batch}",
        BatchId = Batch(batch),
        AcceptedCount = 1,
        DuplicateCount = 0,
        RejectedCount = 0,
    });

    private async Task AdvancedAsync(AdvanceSnapshot advance, string[] batches, bool more)
    {
        var counts = new SnapshotCounts { Samples = 0, Uncertified = 0, Certified = 0, Removed = 0, Conflicts = 0 };
        await HandleAsync(new SnapshotAdvanced
        {
            DatasetId = Dataset,
            CommandId = advance.CommandId,
            Sequence = advance.Sequence,
            Version = advance.Parent + 1,
            ContentDigest = "",
            Batches = batches,
            Reviews = [],
            Counts = counts,
            GenerationCounts = counts,
            MoreToFold = more,
        });
    }

    private Task HandleAsync(object message) => _orchestrator.HandleAsync(new Delivery(message, Guid.NewGuid()));

    private async Task<CurationState> LoadAsync() => (await _orchestrator.Log.LoadAsync(Dataset, default))!.State;

    private async Task<CurationState> StoreAsync(string fixture, Action<CurationState>? change = null)
    {
        var bytes = CurationState.Format.Write(Fixtures.All.Single(candidate => candidate.Name == fixture).State!);
        var state = CurationState.Format.Read(bytes);
        change?.Invoke(state);
        await _store.PutAsync(StoreKeys.Saga(Dataset, state.SagaVersion), CurationState.Format.Write(state));
        return state;
    }
}
