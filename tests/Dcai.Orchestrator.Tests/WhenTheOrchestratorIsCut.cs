using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work.Sagas;

namespace Dcai.Orchestrator.Tests;

/// <summary>The real bus, repository and state machine, cut at every step between load, store, send and acknowledge.</summary>
public sealed class WhenTheOrchestratorIsCut
{
    private const string Dataset = Fixtures.DatasetId;

    /// <summary>It is the test that looks into the store, not the orchestrator.</summary>
    private static readonly AsyncLocal<bool> Looking = new();

    public static TheoryData<string> Fixtures_that_owe_something => ["Initial", "TrainingAuxiliary"];

    [Theory]
    [MemberData(nameof(Fixtures_that_owe_something))]
    public async Task Nothing_is_lost_and_one_version_is_made_wherever_the_store_is_cut(string name)
    {
        var fixture = Fixtures.All.Single(candidate => candidate.Name == name);
        var steps = 0;
        var (store, bus) = await StartAsync(fixture);
        await using (bus)
        {
            store.Fault = (_, _) =>
            {
                steps += Looking.Value ? 0 : 1;
                return ValueTask.CompletedTask;
            };
            await PublishAsync(bus, fixture, Guid.NewGuid());
            await AssertOwedOnceAsync(store, bus, fixture);
        }

        Assert.InRange(steps, 4, 8);
        for (var cut = 1; cut <= steps; cut++)
        {
            (store, bus) = await StartAsync(fixture);
            await using var disposed = bus;
            var left = cut;
            store.Fault = (step, _) => !Looking.Value && Interlocked.Decrement(ref left) == 0
                ? throw new ObjectStoreException($"cut {step.Moment} {step.Operation}")
                : ValueTask.CompletedTask;
            await PublishAsync(bus, fixture, Guid.NewGuid());
            await AssertOwedOnceAsync(store, bus, fixture);
            Assert.True(left <= 0);
            Assert.Empty(bus.GivenUp);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures_that_owe_something))]
    public async Task A_failed_send_is_repeated_without_a_second_version(string name)
    {
        var fixture = Fixtures.All.Single(candidate => candidate.Name == name);
        var (store, bus) = await StartAsync(fixture);
        await using var disposed = bus;
        var failures = 2;
        bus.BeforeSend = _ =>
        {
            if (Interlocked.Decrement(ref failures) >= 0)
            {
                throw new ObjectStoreException("the broker is away");
            }
        };
        await PublishAsync(bus, fixture, Guid.NewGuid());
        await AssertOwedOnceAsync(store, bus, fixture);
        Assert.True(failures < 0);
    }

    [Theory]
    [MemberData(nameof(Fixtures_that_owe_something))]
    public async Task The_very_message_again_sends_again_and_stores_nothing(string name)
    {
        var fixture = Fixtures.All.Single(candidate => candidate.Name == name);
        var (store, bus) = await StartAsync(fixture);
        await using var disposed = bus;
        var messageId = Guid.NewGuid();
        await PublishAsync(bus, fixture, messageId);
        await AssertOwedOnceAsync(store, bus, fixture);
        var sent = bus.Received.Count;
        await PublishAsync(bus, fixture, messageId);
        await SagaBus.WaitForAsync(() => Task.FromResult(bus.Received.Count == 2 * sent), "the second send");
        await AssertOwedOnceAsync(store, bus, fixture);
    }

    [Fact]
    public async Task A_restart_sends_what_a_killed_orchestrator_stored_and_did_not_send()
    {
        var fixture = Fixtures.All.Single(candidate => candidate.Name == "TrainingAuxiliary");
        var (store, bus) = await StartAsync(fixture);
        await using (bus)
        {
            bus.BeforeSend = _ => throw new ObjectStoreException("killed");
            await PublishAsync(bus, fixture, Guid.NewGuid());
            await SagaBus.WaitForAsync(async () => (await LoadAsync(store))?.CurrentState == "Ranking", "the stored version");
            Assert.Empty(bus.Received);

            // What this process still does reaches nobody but itself; only its stopping need not wait for the retries.
            bus.BeforeSend = null;
        }

        await using var next = await SagaBus.StartAsync(store);
        await next.StartTimerAsync();
        var owed = (await LoadAsync(store))!.Outstanding.Select(command => command.CommandId).Order().ToArray();
        await SagaBus.WaitForAsync(() => Task.FromResult(next.Received.Count >= owed.Length), "the owed commands");
        Assert.Equal(owed, next.Received.Cast<RankShard>().Select(command => command.CommandId).Distinct().Order());
    }

    [Fact]
    public async Task Forty_events_on_two_buses_over_one_store_are_each_taken_once()
    {
        var fixture = Fixtures.All.Single(candidate => candidate.Name == "Composing");
        var (store, first) = await StartAsync(fixture);
        await using var disposed = first;
        await using var second = await SagaBus.StartAsync(store);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(index => (index % 2 == 0 ? first : second).PublishAsync(
            new ImagesIngested { DatasetId = Dataset, CommandId = $"upload-{index}", BatchId = $"batch-{index}", AcceptedCount = 1, DuplicateCount = 0, RejectedCount = 0 },
            Guid.NewGuid())));
        await SagaBus.WaitForAsync(async () => (await LoadAsync(store))!.Notes.Count == 40, "40 notes");
        Assert.Equal(fixture.State!.SagaVersion + 40, (await LoadAsync(store))!.SagaVersion);
        Assert.Empty(first.GivenUp);
        Assert.Empty(second.GivenUp);
    }

    private static async Task<(InMemoryObjectStore Store, SagaBus Bus)> StartAsync(Fixture fixture)
    {
        var store = new InMemoryObjectStore();
        if (fixture.State is { } state)
        {
            await store.PutAsync(StoreKeys.Saga(Dataset, state.SagaVersion), CurationState.Format.Write(state));
        }

        return (store, await SagaBus.StartAsync(store));
    }

    private static Task PublishAsync(SagaBus bus, Fixture fixture, Guid messageId) => fixture.State is null
        ? bus.PublishAsync(new StartCuration { DatasetId = Dataset, SettingsVersion = 1, SamplesPerRound = 4, RankingShardSize = 2 }, messageId)
        : bus.PublishAsync((AuxiliaryModelTrained)fixture.Replies[0], messageId);

    /// <summary>One version more, all that it owes has been sent, and nothing else.</summary>
    private static async Task AssertOwedOnceAsync(InMemoryObjectStore store, SagaBus bus, Fixture fixture)
    {
        var version = (fixture.State?.SagaVersion ?? 0) + 1;
        CurationState? state = null;
        await SagaBus.WaitForAsync(
            async () => (state = await LoadAsync(store))?.SagaVersion == version
                && state.Owed.Select(owed => owed.CommandId).ToHashSet().SetEquals(bus.Received.Select(CommandId)),
            "what the version owes");
        Assert.NotEmpty(state!.Owed);
    }

    private static string CommandId(object command) => (string)command.GetType().GetProperty("CommandId")!.GetValue(command)!;

    private static async Task<CurationState?> LoadAsync(InMemoryObjectStore store)
    {
        Looking.Value = true;
        return (await new SagaLog<CurationState>(store, CurationState.Format, TimeProvider.System).LoadAsync(Dataset, default))?.State;
    }
}
