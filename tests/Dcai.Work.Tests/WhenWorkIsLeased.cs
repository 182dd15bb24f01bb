using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dcai.Work.Tests;

public sealed class WhenWorkIsLeased
{
    private const string Dataset = "numerals";
    private const string Command = "c";
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly InMemoryObjectStore _store;

    public WhenWorkIsLeased() => _store = new InMemoryObjectStore(_time);

    [Fact]
    public async Task The_second_copy_in_one_process_is_dropped()
    {
        var leases = Process();
        await using var lease = await leases.TakeAsync(Dataset, Command, 0, default);

        Assert.NotNull(lease);
        Assert.Null(await leases.TakeAsync(Dataset, Command, 0, default));
    }

    [Fact]
    public async Task Another_process_leaves_it_to_a_holder_that_renews()
    {
        await using var lease = await Process().TakeAsync(Dataset, Command, 0, default);

        Assert.Null(await PassAsync(Process().TakeAsync(Dataset, Command, 0, default)));
        Assert.False(lease!.IsLost);
    }

    [Fact]
    public async Task What_was_handed_back_is_taken_at_once()
    {
        await (await Process().TakeAsync(Dataset, Command, 0, default))!.DisposeAsync();

        await using var next = await Process().TakeAsync(Dataset, Command, 0, default);

        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_silent_holder_is_waited_for_and_then_replaced()
    {
        await DieAsync(0);

        await using var next = await PassAsync(Process().TakeAsync(Dataset, Command, 0, default));

        Assert.NotNull(next);
        Assert.True(_time.GetUtcNow() - ManualTime.Start >= Lifetime);
    }

    [Fact]
    public async Task One_that_was_silent_for_long_is_replaced_at_once()
    {
        await DieAsync(0);
        _time.Advance(Lifetime);

        await using var next = await Process().TakeAsync(Dataset, Command, 0, default);

        Assert.NotNull(next);
    }

    [Fact]
    public async Task Of_two_that_take_over_one_gets_it()
    {
        await DieAsync(0);
        _time.Advance(Lifetime);

        var taken = await PassAsync(Task.WhenAll(Process().TakeAsync(Dataset, Command, 0, default), Process().TakeAsync(Dataset, Command, 0, default)));

        Assert.Single(taken, lease => lease is not null);
    }

    [Fact]
    public async Task Who_was_replaced_is_asked_to_stop()
    {
        var stalled = new ManualTime();
        var lease = (await new WorkLeases(_store, Clock(), stalled, Terms, NullLogger<WorkLeases>.Instance).TakeAsync(Dataset, Command, 0, default))!;
        _time.Advance(Lifetime);
        await using var next = await Process().TakeAsync(Dataset, Command, 0, default);

        stalled.Advance(Lifetime);
        await Task.Delay(Patience, lease.Token).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.True(lease.IsLost);
        await lease.DisposeAsync();
        Assert.False(next!.IsLost);
    }

    [Fact]
    public async Task What_silences_four_workers_is_poison_until_somebody_resumes()
    {
        for (var worker = 0; worker <= WorkLeases.MostTakeovers; worker++)
        {
            await DieAsync(2);
            _time.Advance(Lifetime);
        }

        var poisoned = await Assert.ThrowsAsync<PoisonedWorkException>(() => Process().TakeAsync(Dataset, Command, 2, default));

        Assert.Equal("work c fell silent 4 times in slice 2, as if it killed its workers: look into their logs and at their memory, then resume", poisoned.Message);
        await using var resumed = await Process().TakeAsync(Dataset, Command, 2, default);
        Assert.NotNull(resumed);
    }

    [Fact]
    public async Task Progress_begins_the_count_anew()
    {
        for (var slice = 0; slice < 3 * WorkLeases.MostTakeovers; slice++)
        {
            await DieAsync(slice / 2);
            _time.Advance(Lifetime);
        }

        await using var next = await Process().TakeAsync(Dataset, Command, 99, default);

        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_process_that_is_alone_neither_waits_nor_counts()
    {
        for (var worker = 0; worker < 3 * WorkLeases.MostTakeovers; worker++)
        {
            var alone = new WorkLeases(_store, Clock(), new ManualTime(), Terms with { Alone = true }, NullLogger<WorkLeases>.Instance);
            Assert.NotNull(await alone.TakeAsync(Dataset, Command, 0, default));
        }
    }

    [Fact]
    public async Task Only_the_newest_leases_are_kept()
    {
        var leases = Process();
        for (var slice = 0; slice < 5; slice++)
        {
            await (await leases.TakeAsync(Dataset, Command, slice, default))!.DisposeAsync();
        }

        var kept = await _store.ListAsync(StoreKeys.LeasePrefix(Dataset, Command)).Select(lease => lease.Key).ToListAsync();
        Assert.Equal([StoreKeys.Lease(Dataset, Command, 9), StoreKeys.Lease(Dataset, Command, 10)], kept);
    }

    private static LeaseTerms Terms { get; } = new(Lifetime, Alone: false);

    private StoreClock Clock() => new(_store, _time);

    private WorkLeases Process() => new(_store, Clock(), _time, Terms, NullLogger<WorkLeases>.Instance);

    /// <summary>A process that takes the lease and never does anything again: its time stands still.</summary>
    private async Task DieAsync(int slice) =>
        Assert.NotNull(await new WorkLeases(_store, Clock(), new ManualTime(), Terms, NullLogger<WorkLeases>.Instance).TakeAsync(Dataset, Command, slice, default));

    /// <summary>Lets time pass, whenever everybody waits for it, until the task is done.</summary>
    private async Task<T> PassAsync<T>(Task<T> taking)
    {
        var waiting = _time.Waiting;
        var deadline = DateTime.UtcNow + Patience;
        while (!taking.IsCompleted)
        {
            Assert.True(DateTime.UtcNow < deadline, "nobody moves");
            await Task.Yield();
            if (_time.Waiting >= Math.Max(1, waiting))
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        return await taking;
    }
}
