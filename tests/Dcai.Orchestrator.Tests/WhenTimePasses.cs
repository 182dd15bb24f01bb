using System.Collections.Concurrent;
using System.Reflection;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Tests;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Dcai.Orchestrator.Tests;

/// <summary>The real timer, on a clock that the test moves, knocking at the real saga.</summary>
public sealed class WhenTimePasses : IAsyncLifetime, IDisposable
{
    // Has no saga, so that it is always due, and comes last: when it is knocked at, the timer has looked at all the others.
    private const string Last = "zzz";

    private readonly ManualTime _time = new();
    private readonly InMemoryObjectStore _store;
    private readonly BareOrchestrator _orchestrator;
    private readonly List<(TimeSpan At, object Command)> _sent = [];
    private readonly BlockingCollection<TendCuration> _knocks = [];
    private readonly CurationTimer _timer;

    public WhenTimePasses()
    {
        _store = new InMemoryObjectStore(_time);
        _orchestrator = new BareOrchestrators(_time).Start(_store, (_, command) =>
        {
            _sent.Add((_time.GetUtcNow() - ManualTime.Start, command));
            return Task.CompletedTask;
        });
        _timer = new CurationTimer(
            _store, _orchestrator.Log, KnockingBus.Of(_knocks.Add), _time, Options.Create(new OrchestratorOptions { TimerSeconds = 60 }),
            NullLogger<CurationTimer>.Instance);
    }

    public Task InitializeAsync() => _store.PutAsync(StoreKeys.Settings(Last, 1), new byte[] { 1 });

    public Task DisposeAsync() => _timer.StopAsync(CancellationToken.None);

    public void Dispose()
    {
        _timer.Dispose();
        _knocks.Dispose();
    }

    [Fact]
    public async Task What_has_no_reply_is_sent_again_after_2_4_8_minutes_at_most_an_hour()
    {
        await StoreAsync("Composing");
        await _timer.StartAsync(default);
        await HandleKnocksAsync(restarted: true);
        await PassAsync(TimeSpan.FromHours(5));
        Assert.Equal([0, 2, 6, 14, 30, 62, 122, 182, 242], _sent.Select(sent => sent.At.TotalMinutes));
    }

    [Fact]
    public async Task Progress_starts_the_patience_anew()
    {
        var state = await StoreAsync("TrainingAuxiliary");
        await _timer.StartAsync(default);
        await HandleKnocksAsync(restarted: true);
        await PassAsync(TimeSpan.FromMinutes(20));
        var slice = new WorkSliced { DatasetId = Fixtures.DatasetId, CommandId = state.Outstanding[0].CommandId, Slice = 0 };
        await _orchestrator.HandleAsync(new Delivery(slice, Guid.NewGuid()));
        await _orchestrator.HandleAsync(new Delivery(slice, Guid.NewGuid()));
        await PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal([0, 2, 6, 14, 20, 22, 26], _sent.Select(sent => sent.At.TotalMinutes));
    }

    [Fact]
    public async Task A_restart_sends_everything_outstanding()
    {
        await StoreAsync("Ranking, two shards under way");
        await _timer.StartAsync(default);
        await HandleKnocksAsync(restarted: true);
        Assert.Equal([0, 1], _sent.Select(sent => Assert.IsType<RankShard>(sent.Command).Shard));
        Assert.All(_sent, sent => Assert.Equal(TimeSpan.Zero, sent.At));
    }

    [Fact]
    public async Task A_resting_dataset_is_advanced_at_start_and_hourly()
    {
        await StoreAsync("Released");
        await _timer.StartAsync(default);
        await HandleKnocksAsync(restarted: true, answer: true);
        await PassAsync(TimeSpan.FromMinutes(190), answer: true);
        Assert.Equal([0, 60, 120, 180], _sent.Select(sent => sent.At.TotalMinutes));
        Assert.All(_sent, sent => Assert.IsType<AdvanceSnapshot>(sent.Command));
    }

    [Theory]
    [InlineData("Paused, while ranking")]
    [InlineData("Suspended, while ranking")]
    [InlineData("Cancelled")]
    public async Task Nothing_is_sent_for_a_dataset_that_is_stopped(string fixture)
    {
        await StoreAsync(fixture);
        await _timer.StartAsync(default);
        await HandleKnocksAsync(restarted: true);
        await PassAsync(TimeSpan.FromHours(3));
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task A_store_that_fails_at_start_costs_a_tick_and_not_the_restart()
    {
        await StoreAsync("Composing");
        var failures = 1;
        _store.Fault = (step, _) => step.Key == StoreKeys.Datasets && Interlocked.Decrement(ref failures) >= 0
            ? throw new ObjectStoreException("The store is away.")
            : ValueTask.CompletedTask;
        await _timer.StartAsync(default);
        await WaitForAsync(() => Volatile.Read(ref failures) <= 0 && _time.Waiting > 0);
        Assert.Empty(_knocks);
        _time.Advance(TimeSpan.FromMinutes(1));
        await HandleKnocksAsync(restarted: true);
        Assert.IsType<ComposeTrainingSet>(Assert.Single(_sent).Command);
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "Waited in vain.");
            await Task.Delay(5);
        }
    }

    private async Task<CurationState> StoreAsync(string fixture)
    {
        var state = Fixtures.All.First(candidate => candidate.Name == fixture).State!;
        await _store.PutAsync(StoreKeys.Saga(Fixtures.DatasetId, state.SagaVersion), CurationState.Format.Write(state));
        return state;
    }

    private async Task PassAsync(TimeSpan time, bool answer = false)
    {
        for (var minute = 0; minute < time.TotalMinutes; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await HandleKnocksAsync(restarted: false, answer);
        }
    }

    /// <summary>Hands the knocks of one tick to the saga.</summary>
    private async Task HandleKnocksAsync(bool restarted, bool answer = false)
    {
        while (true)
        {
            Assert.True(_knocks.TryTake(out var knock, TimeSpan.FromSeconds(30)), "The timer did not tick.");
            Assert.Equal(restarted, knock.Restarted);
            if (knock.DatasetId == Last)
            {
                return;
            }

            await _orchestrator.HandleAsync(new Delivery(knock, Guid.NewGuid()));
            if (answer && _sent[^1].Command is AdvanceSnapshot advance)
            {
                var state = (await _orchestrator.Log.LoadAsync(Fixtures.DatasetId, default))!.State;
                var nothing = state.Counts! with { Uncertified = 0, Certified = state.Counts!.Samples };
                await _orchestrator.HandleAsync(new Delivery(
                    new SnapshotAdvanced
                    {
                        DatasetId = advance.DatasetId,
                        CommandId = advance.CommandId,
                        Sequence = advance.Sequence,
                        Version = advance.Parent,
                        ContentDigest = "",
                        Batches = [],
                        Reviews = [],
                        Counts = nothing,
                        GenerationCounts = nothing,
                        MoreToFold = false,
                    },
                    Guid.NewGuid()));
            }
        }
    }
}

/// <summary>A bus that hands the timer's knocks over.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class KnockingBus : DispatchProxy
{
    private Action<TendCuration> _knock = null!;

    public static IBus Of(Action<TendCuration> knock)
    {
        var bus = Create<IBus, KnockingBus>();
        ((KnockingBus)(object)bus)._knock = knock;
        return bus;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _knock((TendCuration)args![0]!);
        return Task.CompletedTask;
    }
}
