using Dcai.Contracts;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Training.Tests;

/// <summary>24 images in batches of 8 over one epoch of pre-training, then 16 in batches of 8 over one epoch: three and two steps.</summary>
public sealed class WhenATrainingIsPretrained : IAsyncLifetime
{
    private const int PretrainingSteps = 3;
    private const int TrainingSteps = 2;

    private readonly InMemoryObjectStore store = new();
    private Worker worker = null!;
    private int loads;

    public async Task InitializeAsync() => worker = await Worker.StartAsync(store);

    public async Task DisposeAsync() => await worker.DisposeAsync();

    [Fact]
    public async Task ItsSlicesLeadToTheWeightsOfTwoLongOnes()
    {
        var whole = await ElsewhereAsync(work => work);

        var cut = await FinishAsync(worker, TimeSpan.Zero);

        Assert.Equal(whole.WeightsDigest, cut.WeightsDigest);
        Assert.Equal((2, PretrainingSteps + TrainingSteps), (whole.Intervals, cut.Intervals));
    }

    [Fact]
    public async Task AnotherProcessGoesOnInEitherStage()
    {
        var whole = await ElsewhereAsync(work => work);
        for (var slice = 0; slice < PretrainingSteps + TrainingSteps - 1; slice++)
        {
            await using var killed = await Worker.StartAsync(store);
            await killed.ConsumeAsync(context => killed.TrainAsync(context, () => WorkAsync(TimeSpan.Zero)), slice);
        }

        Assert.Equal(whole.WeightsDigest, (await FinishAsync(worker, TimeSpan.Zero)).WeightsDigest);
    }

    [Fact]
    public async Task WhatItLearnedCounts()
    {
        var with = await FinishAsync(worker, TimeSpan.FromHours(1));
        var without = await ElsewhereAsync(work => work with { Pretraining = null });

        Assert.NotEqual(with.WeightsDigest, without.WeightsDigest);
    }

    [Fact]
    public async Task TheImagesAreLoadedOnlyWhileItLasts()
    {
        await FinishAsync(worker, TimeSpan.Zero);

        Assert.Equal(PretrainingSteps, loads);
    }

    [Fact]
    public async Task GivenWeightsAreReadOnceAtTheStart()
    {
        var drawn = await FinishAsync(worker, TimeSpan.FromHours(1), work => work with { Pretraining = null });
        var weights = await store.PutBlobAsync(worker.Completed[0].Weights, ModelCards.WeightsMediaType);
        var other = new InMemoryObjectStore();
        await other.PutBlobAsync(worker.Completed[0].Weights, ModelCards.WeightsMediaType);
        await using var warm = await Worker.StartAsync(other);
        await warm.ConsumeAsync(context => warm.TrainAsync(context, WarmAsync));
        await other.DeleteAsync(Digests.BlobKey(weights.Digest));

        var told = await warm.ConsumeAsync(context => warm.TrainAsync(context, WarmAsync));

        Assert.NotEqual(drawn.WeightsDigest, Assert.IsType<Finished>(Assert.Single(told)).WeightsDigest);

        async Task<TrainingWork> WarmAsync() => await WorkAsync(TimeSpan.Zero) with { Pretraining = null, InitialWeights = weights };
    }

    [Fact]
    public async Task ASliceOfAnOlderBuildIsRefusedByName()
    {
        // Length of the intervals, the intervals as a bare array, the checkpoint.
        await store.PutAsync(StoreKeys.Slice(Worker.Dataset, Worker.CommandId, 0), new byte[] { 2, 0, 0, 0, (byte)'[', (byte)']', 1, 2, 3 });

        var refused = await Assert.ThrowsAsync<DocumentFormatException>(() =>
            worker.ConsumeAsync(context => worker.TrainAsync(context, () => WorkAsync(TimeSpan.Zero))));

        Assert.Contains("dcai.training-slice", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>In a store of its own, a stage a slice.</summary>
    private async Task<Finished> ElsewhereAsync(Func<TrainingWork, TrainingWork> change)
    {
        await using var other = await Worker.StartAsync(new InMemoryObjectStore());
        return await FinishAsync(other, TimeSpan.FromHours(1), change);
    }

    private async Task<Finished> FinishAsync(Worker with, TimeSpan slice, Func<TrainingWork, TrainingWork>? change = null)
    {
        for (var sent = 0; sent < 10; sent++)
        {
            var told = await with.ConsumeAsync(context => with.TrainAsync(context, async () => (change ?? (work => work))(await WorkAsync(slice))));
            if (told is [Finished end])
            {
                return end;
            }

            Assert.IsType<WorkSliced>(Assert.Single(told));
        }

        throw new InvalidOperationException("The training does not come to an end.");
    }

    private async Task<TrainingWork> WorkAsync(TimeSpan slice) => new()
    {
        DatasetId = Worker.Dataset,
        CommandId = Worker.CommandId,
        Activity = "training",
        Name = "round 1",
        Options = new TrainingOptions { ClassCount = 2, Epochs = 1, Seed = 11, RecordDynamics = true },
        Slice = slice,
        Train = await worker.Images.LoadAsync(await Pictures.StoreAsync(store, Enumerable.Range(0, 16)), Pictures.Classes, CancellationToken.None),
        Validation = await worker.Images.LoadAsync(await Pictures.StoreAsync(store, Enumerable.Range(16, 6)), Pictures.Classes, CancellationToken.None),
        Pretraining = new PretrainingWork
        {
            Options = new MaskedAutoencoderOptions { Epochs = 1, BatchSize = 8, Seed = 12 },
            LoadAsync = async cancellationToken =>
            {
                loads++;
                var samples = await Pictures.StoreAsync(store, Enumerable.Range(0, 24));
                return await worker.Images.LoadAsync([.. samples.Select(sample => sample.SampleId)], cancellationToken);
            },
        },
    };
}
