using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Tests;

public sealed class WhenWorkIsDoneOnce
{
    private const string Dataset = "a";
    private const string Command = "c";

    private readonly InMemoryObjectStore _store = new();

    [Fact]
    public async Task The_second_time_the_stored_event_is_returned()
    {
        var results = new WorkResults(_store);
        var first = await results.OnceAsync(Dataset, Command, _ => Task.FromResult(Event(1)), default);
        var second = await new WorkResults(_store).OnceAsync<ReviewOpened>(Dataset, Command, _ => throw new InvalidOperationException("worked again"), default);
        Assert.Equal(first, second);
        Assert.Equal(first, await results.FindAsync<ReviewOpened>(Dataset, Command, default));
        Assert.NotNull(await _store.HeadAsync(StoreKeys.WorkResult(Dataset, Command)));
    }

    [Fact]
    public async Task There_is_nothing_to_find_before() => Assert.Null(await new WorkResults(_store).FindAsync<ReviewOpened>(Dataset, Command, default));

    [Fact]
    public async Task Two_racing_workers_get_the_same_event()
    {
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var working = 0;
        var events = await Task.WhenAll(Enumerable.Range(0, 2).Select(worker => new WorkResults(_store).OnceAsync(
            Dataset,
            Command,
            async cancellationToken =>
            {
                if (Interlocked.Increment(ref working) == 2)
                {
                    both.SetResult();
                }

                await both.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
                return Event(worker);
            },
            default)));
        Assert.Equal(events[0], events[1]);
        Assert.Equal(events[0], await new WorkResults(_store).FindAsync<ReviewOpened>(Dataset, Command, default));
    }

    [Fact]
    public async Task Within_one_process_the_second_waits_for_the_first()
    {
        var results = new WorkResults(_store);
        var worked = 0;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = results.OnceAsync(Dataset, Command, WorkAsync, default);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var others = Enumerable.Range(0, 8).Select(_ => results.OnceAsync(Dataset, Command, WorkAsync, default)).ToArray();
        release.SetResult();
        Assert.Single((await Task.WhenAll([first, .. others])).Distinct());
        Assert.Equal(1, worked);

        async Task<ReviewOpened> WorkAsync(CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref worked);
            started.TrySetResult();
            await release.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            return Event(number);
        }
    }

    [Fact]
    public async Task After_a_failure_the_work_is_done_again_by_one_at_a_time()
    {
        var results = new WorkResults(_store);
        var (running, most, tries) = (0, 0, 0);
        var calls = Enumerable.Range(0, 12).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await results.OnceAsync(Dataset, Command, WorkAsync, default);
            }
            catch (IOException)
            {
                return null;
            }
        })).ToArray();
        var events = await Task.WhenAll(calls);
        Assert.Equal(3, events.Count(found => found is null));
        Assert.Single(events.OfType<ReviewOpened>().Distinct());
        Assert.Equal(1, most);

        async Task<ReviewOpened> WorkAsync(CancellationToken cancellationToken)
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return Interlocked.Increment(ref tries) <= 3 ? throw new IOException("the disk is full") : Event(tries);
        }
    }

    [Fact]
    public async Task A_result_of_another_kind_is_refused_by_name()
    {
        await new WorkResults(_store).OnceAsync(Dataset, Command, _ => Task.FromResult(Event(1)), default);
        var refusal = await Assert.ThrowsAsync<DocumentFormatException>(() => new WorkResults(_store).FindAsync<ShardRanked>(Dataset, Command, default));
        Assert.Contains(nameof(ReviewOpened), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slices_are_numbered_and_the_newest_is_found()
    {
        var slices = new WorkSlices(_store);
        Assert.Null(await slices.LatestAsync(Dataset, Command, default));
        for (var number = 0; number < 12; number++)
        {
            Assert.True(await slices.TryStoreAsync(Dataset, Command, number, new[] { (byte)number }, default));
            var latest = (await slices.LatestAsync(Dataset, Command, default))!;
            Assert.Equal(number, latest.Number);
            Assert.Equal([(byte)number], latest.Content.ToArray());
        }

        var kept = await _store.ListAsync(StoreKeys.SlicePrefix(Dataset, Command)).Select(slice => slice.Key).ToListAsync();
        Assert.Equal([StoreKeys.Slice(Dataset, Command, 10), StoreKeys.Slice(Dataset, Command, 11)], kept);
    }

    [Fact]
    public async Task A_stale_worker_loses_its_slice_and_the_same_bytes_do_not()
    {
        var slices = new WorkSlices(_store);
        Assert.True(await slices.TryStoreAsync(Dataset, Command, 0, new byte[] { 1 }, default));
        Assert.True(await slices.TryStoreAsync(Dataset, Command, 0, new byte[] { 1 }, default));
        Assert.False(await slices.TryStoreAsync(Dataset, Command, 0, new byte[] { 2 }, default));
        Assert.Equal([1], (await slices.LatestAsync(Dataset, Command, default))!.Content.ToArray());
    }

    private static ReviewOpened Event(int number) => new() { DatasetId = Dataset, CommandId = Command, ReviewId = $"{number}" };
}
