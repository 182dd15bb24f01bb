using Dcai.Contracts;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;

namespace Dcai.Training.Tests;

/// <summary>16 images in batches of 8 over two epochs: four steps.</summary>
public sealed class WhenATrainingIsSliced : IAsyncLifetime
{
    private const int Steps = 4;

    private readonly InMemoryObjectStore store = new();
    private Worker worker = null!;

    public async Task InitializeAsync() => worker = await Worker.StartAsync(store);

    public async Task DisposeAsync() => await worker.DisposeAsync();

    [Fact]
    public async Task EachSliceIsStoredAndToldUntilTheEventComes()
    {
        for (var slice = 0; slice < Steps - 1; slice++)
        {
            var told = await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero)), slice);

            Assert.Equal([Sliced(slice)], told);
            Assert.NotNull(await store.TryGetAsync(StoreKeys.Slice(Worker.Dataset, Worker.CommandId, slice)));
        }

        var finished = await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero)), Steps - 1);

        var end = Assert.IsType<Finished>(Assert.Single(finished));
        Assert.Equal(("round 1", Steps), (end.Name, end.Intervals));
    }

    [Fact]
    public async Task TheWeightsAreThoseOfOneLongSlice()
    {
        var whole = await InOneSliceAsync();

        IReadOnlyList<object> told = [];
        for (var slice = 0; slice < Steps; slice++)
        {
            told = await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero)), slice);
        }

        Assert.Equal(whole.WeightsDigest, Assert.IsType<Finished>(Assert.Single(told)).WeightsDigest);
    }

    [Fact]
    public async Task AnotherProcessGoesOnWhereThisOneStopped()
    {
        var whole = await InOneSliceAsync();
        await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero)), 0);

        await using var other = await Worker.StartAsync(store);
        var told = await other.ConsumeAsync(context => other.TrainAsync(context, () => WorkAsync(TimeSpan.FromHours(1))), 1);

        var end = Assert.IsType<Finished>(Assert.Single(told));
        Assert.Equal((whole.WeightsDigest, 2), (end.WeightsDigest, end.Intervals));
    }

    [Fact]
    public async Task AStoredResultIsToldAgainAndNothingIsTrained()
    {
        var first = await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.FromHours(1))));

        var second = await worker.ConsumeAsync(context => worker.TrainAsync(context, NothingToTrainAsync));

        Assert.Equal(first, second);
        Assert.Single(worker.Completed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task AStaleCopyIsToldTheNewestSliceAndNothingIsTrained(int wanted)
    {
        foreach (var slice in new[] { 0, 1 })
        {
            await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero)), slice);
        }

        var told = await worker.ConsumeAsync(context => worker.TrainAsync(context, NothingToTrainAsync), wanted);

        Assert.Equal([Sliced(1)], told);
        Assert.Null(await store.TryGetAsync(StoreKeys.Slice(Worker.Dataset, Worker.CommandId, 2)));
    }

    [Fact]
    public async Task ACommandThatNamesNoSliceGoesOn()
    {
        await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero)));

        Assert.Equal([Sliced(1)], await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero))));
    }

    [Fact]
    public async Task NothingToValidateWithIsAnErrorThatSaysWhatToDo()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero, validation: 0))));

        Assert.Equal("round 1 has 16 training and 0 validation images; both need at least one: certify more images and resume.", error.Message);
        Assert.Null(await store.TryGetAsync(StoreKeys.Slice(Worker.Dataset, Worker.CommandId, 0)));
    }

    [Fact]
    public async Task AWorkerThatWasOvertakenTellsNothing()
    {
        byte[] others = [1, 2, 3];

        var told = await worker.ConsumeAsync(context => worker.TrainAsync(context, async () =>
        {
            await store.PutAsync(StoreKeys.Slice(Worker.Dataset, Worker.CommandId, 0), others);
            return await WorkAsync(TimeSpan.Zero);
        }));

        Assert.Empty(told);
        Assert.Equal(others, await store.TryGetAsync(StoreKeys.Slice(Worker.Dataset, Worker.CommandId, 0)));
    }

    [Fact]
    public async Task ASecondCopyAtTheSameTimeIsDropped()
    {
        var told = await worker.ConsumeAsync(context => worker.TrainAsync(context, async () =>
        {
            await worker.TrainAsync(context, NothingToTrainAsync);
            return await WorkAsync(TimeSpan.Zero);
        }));

        Assert.Equal([Sliced(0)], told);
    }

    [Fact]
    public async Task WhatAnotherProcessIsTrainingIsLeftToIt()
    {
        var terms = new LeaseTerms(TimeSpan.FromSeconds(2), Alone: false);
        await using var first = await Worker.StartAsync(store, terms: terms);
        await using var second = await Worker.StartAsync(store, terms: terms);
        IReadOnlyList<object>? toldBySecond = null;

        var told = await first.ConsumeAsync(context => first.TrainAsync(context, async () =>
        {
            toldBySecond = await second.ConsumeAsync(copy => second.TrainAsync(copy, NothingToTrainAsync));
            return await WorkAsync(TimeSpan.Zero);
        }));

        Assert.Equal([Sliced(0)], told);
        Assert.Empty(toldBySecond!);
    }

    [Fact]
    public async Task AFailureDoesNotBlockTheNextCopy()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.ConsumeAsync(context => worker.TrainAsync(context, NothingToTrainAsync)));

        Assert.Equal([Sliced(0)], await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero))));
    }

    [Fact]
    public async Task CancellationKeepsWhatWasTrainedAndThrows()
    {
        var whole = await InOneSliceAsync();
        using var cancellation = new CancellationTokenSource();
        await using var stopped = await Worker.StartAsync(store, new TimeThatRunsOut(looks: 5, cancellation.Cancel));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            stopped.ConsumeAsync(context => stopped.TrainAsync(context, () => WorkAsync(TimeSpan.FromHours(1)), cancellation.Token)));

        Assert.Empty(stopped.Completed);
        Assert.NotNull(await store.TryGetAsync(StoreKeys.Slice(Worker.Dataset, Worker.CommandId, 0)));
        var told = await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.FromHours(1))));
        var end = Assert.IsType<Finished>(Assert.Single(told));
        Assert.Equal((whole.WeightsDigest, 2), (end.WeightsDigest, end.Intervals));
    }

    [Fact]
    public async Task WithoutItsCheckpointsItBeginsAnewUnderTheNumberThatIsWaitedFor()
    {
        var whole = await InOneSliceAsync();

        var told = await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero)), 7);
        var end = await worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.FromHours(1))), 8);

        Assert.Equal([Sliced(7)], told);
        Assert.Equal(whole.WeightsDigest, Assert.IsType<Finished>(Assert.Single(end)).WeightsDigest);
    }

    [Fact]
    public async Task WhereAnImageWasErasedSinceItBeginsAnewWithoutIt()
    {
        var train = await Pictures.StoreAsync(store, Enumerable.Range(0, 16));
        var validation = await Pictures.StoreAsync(store, Enumerable.Range(16, 6));
        await worker.ConsumeAsync(context => worker.TrainAsync(context, () => LoadedAsync(TimeSpan.Zero)), 0);
        await Pictures.EraseAsync(store, train[3]);

        var told = await worker.ConsumeAsync(context => worker.TrainAsync(context, () => LoadedAsync(TimeSpan.Zero)), 1);
        var end = await worker.ConsumeAsync(context => worker.TrainAsync(context, () => LoadedAsync(TimeSpan.FromHours(1))), 2);

        Assert.Equal([Sliced(1)], told);
        await using var other = await Worker.StartAsync(new InMemoryObjectStore());
        train = [.. train.Where((_, index) => index != 3)];
        var without = await other.ConsumeAsync(context => other.TrainAsync(context, () => LoadedAsync(TimeSpan.FromHours(1))));
        Assert.Equal(Assert.IsType<Finished>(Assert.Single(without)).WeightsDigest, Assert.IsType<Finished>(Assert.Single(end)).WeightsDigest);

        async Task<TrainingWork> LoadedAsync(TimeSpan slice) => Work(slice) with
        {
            Train = await worker.Images.LoadAsync(train, Pictures.Classes, CancellationToken.None),
            Validation = await worker.Images.LoadAsync(validation, Pictures.Classes, CancellationToken.None),
        };
    }

    private static WorkSliced Sliced(int slice) => new() { DatasetId = Worker.Dataset, CommandId = Worker.CommandId, Slice = slice };

    private static Task<TrainingWork> NothingToTrainAsync() => throw new InvalidOperationException("This copy must not train.");

    /// <summary>The same training in a store of its own.</summary>
    private async Task<Finished> InOneSliceAsync()
    {
        await using var other = await Worker.StartAsync(new InMemoryObjectStore());
        var told = await other.ConsumeAsync(context => other.TrainAsync(context, () => WorkAsync(TimeSpan.FromHours(1))));
        return Assert.IsType<Finished>(Assert.Single(told));
    }

    private async Task<TrainingWork> WorkAsync(TimeSpan slice, int validation = 6) => Work(slice) with
    {
        Train = await worker.Images.LoadAsync(await Pictures.StoreAsync(store, Enumerable.Range(0, 16)), Pictures.Classes, CancellationToken.None),
        Validation = await worker.Images.LoadAsync(
            await Pictures.StoreAsync(store, Enumerable.Range(16, validation)), Pictures.Classes, CancellationToken.None),
    };

    private static TrainingWork Work(TimeSpan slice) => new()
    {
        DatasetId = Worker.Dataset,
        CommandId = Worker.CommandId,
        Activity = "training",
        Name = "round 1",
        Options = new TrainingOptions { ClassCount = 2, Epochs = 2, BatchSize = 8, Augment = true, Seed = 11 },
        Slice = slice,
        Train = new LabelledImages([], [], [], 32, 32),
        Validation = new LabelledImages([], [], [], 32, 32),
    };

    /// <summary>Says stop when it has been looked at so often: a step of a training looks three times.</summary>
    private sealed class TimeThatRunsOut(int looks, Action stop) : TimeProvider
    {
        private int seen;

        public override long GetTimestamp()
        {
            if (++seen == looks)
            {
                stop();
            }

            return base.GetTimestamp();
        }
    }
}
