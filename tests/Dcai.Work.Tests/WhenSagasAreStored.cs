using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Tests;
using Dcai.Work.Sagas;

namespace Dcai.Work.Tests;

public sealed class WhenSagasAreStored
{
    private const string Dataset = "a";

    private static readonly DocumentFormat<Story> Format = new("dcai.story", 1);

    private readonly ManualTime _time = new();
    private readonly InMemoryObjectStore _store;
    private readonly SagaLog<Story> _log;

    public WhenSagasAreStored()
    {
        _store = new InMemoryObjectStore(_time);
        _log = new SagaLog<Story>(_store, Format, _time);
    }

    [Fact]
    public async Task There_is_none_before_the_first_version() => Assert.Null(await _log.LoadAsync(Dataset, default));

    [Fact]
    public async Task The_newest_is_loaded_and_each_follows_its_parent()
    {
        string? parent = null;
        for (var version = 1; version <= 12; version++)
        {
            var messageId = Guid.NewGuid();
            var loaded = await _log.LoadAsync(Dataset, default);
            await _log.AppendAsync(loaded?.State ?? new Story { DatasetId = Dataset }, loaded?.LoadedAt ?? _time.GetTimestamp(), messageId, default);
            var state = (await _log.LoadAsync(Dataset, default))!.State;
            Assert.Equal((version, parent, messageId), (state.SagaVersion, state.ParentNonce, state.MessageId));
            Assert.NotNull(state.Nonce);
            parent = state.Nonce;
        }
    }

    [Fact]
    public async Task Of_two_writers_one_is_told_of_the_conflict()
    {
        await AppendAsync();
        var mine = (await _log.LoadAsync(Dataset, default))!;
        var theirs = (await _log.LoadAsync(Dataset, default))!;
        await _log.AppendAsync(mine.State, mine.LoadedAt, null, default);
        await Assert.ThrowsAsync<SagaConflictException>(() => _log.AppendAsync(theirs.State, theirs.LoadedAt, null, default));
        Assert.Equal(mine.State.Nonce, (await _log.LoadAsync(Dataset, default))!.State.Nonce);
    }

    [Fact]
    public async Task A_load_of_long_ago_is_a_conflict_even_where_its_successors_key_is_free_again()
    {
        await AppendAsync();
        var stale = (await _log.LoadAsync(Dataset, default))!;
        await AppendAsync();
        await AppendAsync();
        await _store.DeleteAsync(StoreKeys.Saga(Dataset, 2));
        _time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<SagaConflictException>(() => _log.AppendAsync(stale.State, stale.LoadedAt, null, default));
        Assert.Equal(3, (await _log.LoadAsync(Dataset, default))!.State.SagaVersion);
    }

    [Fact]
    public async Task A_put_that_took_long_is_a_conflict_where_others_went_on()
    {
        await AppendAsync();
        var slow = (await _log.LoadAsync(Dataset, default))!;
        _store.Fault = async (step, cancellationToken) =>
        {
            if (step is { Operation: StoreOperation.PutIfAbsent, Moment: StoreMoment.Before })
            {
                // While our bytes are on their way, others store two versions and the first of them is pruned.
                _store.Fault = null;
                await AppendAsync();
                await AppendAsync();
                await _store.DeleteAsync(StoreKeys.Saga(Dataset, 2), cancellationToken);
                _time.Advance(TimeSpan.FromSeconds(31));
            }
        };
        await Assert.ThrowsAsync<SagaConflictException>(() => _log.AppendAsync(slow.State, slow.LoadedAt, null, default));
        Assert.Equal(3, (await _log.LoadAsync(Dataset, default))!.State.SagaVersion);
    }

    [Fact]
    public async Task A_load_of_long_ago_that_nobody_overtook_is_stored()
    {
        await AppendAsync();
        var old = (await _log.LoadAsync(Dataset, default))!;
        _time.Advance(TimeSpan.FromMinutes(5));
        await _log.AppendAsync(old.State, old.LoadedAt, null, default);
        Assert.Equal(2, (await _log.LoadAsync(Dataset, default))!.State.SagaVersion);
    }

    [Fact]
    public async Task A_first_version_may_be_stored_long_after_it_was_looked_for()
    {
        var lookedAt = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMinutes(5));
        await _log.AppendAsync(new Story { DatasetId = Dataset }, lookedAt, null, default);
        Assert.Equal(1, (await _log.LoadAsync(Dataset, default))!.State.SagaVersion);
    }

    [Fact]
    public async Task Young_versions_are_kept_however_many()
    {
        for (var version = 1; version <= 300; version++)
        {
            await AppendAsync();
        }

        Assert.Equal(300, await CountAsync());
    }

    [Fact]
    public async Task Old_versions_are_pruned_beyond_the_newest_hundred()
    {
        for (var version = 1; version <= 199; version++)
        {
            await AppendAsync();
        }

        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        await AppendAsync();
        Assert.Equal(100, await CountAsync());
        Assert.Null(await _store.HeadAsync(StoreKeys.Saga(Dataset, 100)));
        Assert.NotNull(await _store.HeadAsync(StoreKeys.Saga(Dataset, 101)));
        Assert.Equal(200, (await _log.LoadAsync(Dataset, default))!.State.SagaVersion);
    }

    [Fact]
    public async Task A_listed_version_that_is_gone_is_listed_again()
    {
        await AppendAsync();
        await AppendAsync();
        _store.Fault = async (step, cancellationToken) =>
        {
            if (step is { Operation: StoreOperation.Get, Moment: StoreMoment.Before })
            {
                _store.Fault = null;
                await _store.DeleteAsync(step.Key, cancellationToken);
            }
        };
        Assert.Equal(1, (await _log.LoadAsync(Dataset, default))!.State.SagaVersion);
    }

    private async Task AppendAsync()
    {
        var loaded = await _log.LoadAsync(Dataset, default);
        await _log.AppendAsync(loaded?.State ?? new Story { DatasetId = Dataset }, loaded?.LoadedAt ?? _time.GetTimestamp(), Guid.NewGuid(), default);
    }

    private async Task<int> CountAsync() => await _store.ListAsync(StoreKeys.SagaPrefix(Dataset)).CountAsync();

    private sealed class Story : ISagaState
    {
        public Guid CorrelationId { get; set; }

        public string DatasetId { get; set; } = "";

        public long SagaVersion { get; set; }

        public string? Nonce { get; set; }

        public string? ParentNonce { get; set; }

        public Guid? MessageId { get; set; }

        public IReadOnlyList<OwedCommand> Owed => [];

        public bool Changed => true;

        public void BeginVersion()
        {
        }

        public object Answer() => throw new NotSupportedException();
    }
}
