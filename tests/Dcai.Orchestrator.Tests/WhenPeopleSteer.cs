using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;

namespace Dcai.Orchestrator.Tests;

/// <summary>Requests on a real bus: the answer comes when the store has it, and says why where nothing changed.</summary>
public sealed class WhenPeopleSteer
{
    private const string Dataset = Fixtures.DatasetId;

    [Fact]
    public async Task The_answer_waits_for_the_store()
    {
        var store = await StoreAsync("Composing");
        await using var bus = await SagaBus.StartAsync(store);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Fault = async (step, _) =>
        {
            if (step is { Operation: StoreOperation.PutIfAbsent, Moment: StoreMoment.Before })
            {
                reached.TrySetResult();
                await open.Task;
            }
        };
        var answer = bus.AskAsync(new PauseCuration { DatasetId = Dataset });
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(answer.IsCompleted);
        open.SetResult();
        Assert.Equal(new CurationSteered { DatasetId = Dataset, State = "Paused", Version = 8 }, await answer);
        Assert.NotNull(await store.HeadAsync(StoreKeys.Saga(Dataset, 8)));
    }

    [Fact]
    public async Task A_start_of_a_new_dataset_is_answered()
    {
        var store = new InMemoryObjectStore();
        await using var bus = await SagaBus.StartAsync(store);
        var start = new StartCuration { DatasetId = Dataset, SettingsVersion = 1, SamplesPerRound = 4, RankingShardSize = 2 };
        Assert.Equal(new CurationSteered { DatasetId = Dataset, State = "Advancing", Version = 1 }, await bus.AskAsync(start));
        Assert.Equal(new CurationSteered { DatasetId = Dataset, State = "Advancing", Version = 1 }, await bus.AskAsync(start));
    }

    [Fact]
    public async Task Pause_resume_and_cancel_are_answered()
    {
        await using var bus = await SagaBus.StartAsync(await StoreAsync("Composing"));
        Assert.Equal(("Paused", 8, null), Read(await bus.AskAsync(new PauseCuration { DatasetId = Dataset })));
        Assert.Equal(("Paused", 8, null), Read(await bus.AskAsync(new PauseCuration { DatasetId = Dataset })));
        Assert.Equal(("Composing", 9, null), Read(await bus.AskAsync(new ResumeCuration { DatasetId = Dataset })));
        Assert.Equal(("Composing", 9, "it is not paused: it is Composing"), Read(await bus.AskAsync(new ResumeCuration { DatasetId = Dataset })));
        Assert.Equal(("Cancelled", 10, null), Read(await bus.AskAsync(new CancelCuration { DatasetId = Dataset })));
        Assert.Equal(("Cancelled", 10, null), Read(await bus.AskAsync(new CancelCuration { DatasetId = Dataset })));
        Assert.NotNull((await bus.AskAsync(new ResumeCuration { DatasetId = Dataset })).Refusal);
    }

    [Fact]
    public async Task A_dataset_that_nobody_knows_is_refused()
    {
        await using var bus = await SagaBus.StartAsync(new InMemoryObjectStore());
        Assert.NotNull((await bus.AskAsync(new ResumeCuration { DatasetId = "nobody" })).Refusal);
        Assert.NotNull((await bus.AskAsync(new CancelCuration { DatasetId = "nobody" })).Refusal);
    }

    [Fact]
    public async Task A_dataset_is_held_back_until_all_of_it_is_there()
    {
        await using var bus = await SagaBus.StartAsync(new InMemoryObjectStore());
        Assert.Equal(("Paused", 1, null), Read(await bus.AskAsync(new PauseCuration { DatasetId = Dataset })));
        await bus.PublishAsync(Ingested('a'), Guid.NewGuid());
        await bus.PublishAsync(Ingested('b'), Guid.NewGuid());
        await bus.AskAsync(new PauseCuration { DatasetId = Dataset });
        Assert.Empty(bus.Received);

        Assert.Equal("Advancing", (await bus.AskAsync(new ResumeCuration { DatasetId = Dataset })).State);

        await SagaBus.WaitForAsync(() => Task.FromResult(bus.Received.Count == 1), "one advance for both");
    }

    [Fact]
    public async Task A_suspended_dataset_says_why()
    {
        await using var bus = await SagaBus.StartAsync(await StoreAsync("Suspended, while ranking"));
        Assert.Contains("the disk is full", (await bus.AskAsync(new PauseCuration { DatasetId = Dataset })).Refusal, StringComparison.Ordinal);
        Assert.Equal(("Ranking", 8, null), Read(await bus.AskAsync(new ResumeCuration { DatasetId = Dataset })));
        await SagaBus.WaitForAsync(() => Task.FromResult(bus.Received.Count == 2), "both shards again");
    }

    [Fact]
    public async Task A_suspended_dataset_goes_on_under_new_settings()
    {
        await using var bus = await SagaBus.StartAsync(await StoreAsync("Suspended, while ranking"));

        Assert.Equal(("Ranking", 8, null), Read(await bus.AskAsync(new StartCuration
        {
            DatasetId = Dataset,
            SettingsVersion = 9,
            SamplesPerRound = 10,
            RankingShardSize = 10,
            Synthesize = false,
        })));

        await SagaBus.WaitForAsync(() => Task.FromResult(bus.Received.Count == 2), "both shards again");
        Assert.All(bus.Received, command => Assert.Equal(9, ((RankShard)command).SettingsVersion));
        Assert.All(bus.Received, command => Assert.Equal(CommandIds.Identify((RankShard)command), command));
    }

    private static (string State, long Version, string? Refusal) Read(CurationSteered answer) => (answer.State, answer.Version, answer.Refusal);

    private static async Task<InMemoryObjectStore> StoreAsync(string fixture)
    {
        var state = Fixtures.All.Single(candidate => candidate.Name == fixture).State!;
        var store = new InMemoryObjectStore();
        await store.PutAsync(StoreKeys.Saga(Dataset, state.SagaVersion), CurationState.Format.Write(state));
        return store;
    }

    private static ImagesIngested Ingested(char name) => new()
    {
        DatasetId = Dataset,
        CommandId = new string(name, 64),
        BatchId = new string(name, 64),
        AcceptedCount = 1,
        DuplicateCount = 0,
        RejectedCount = 0,
    };
}
