using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.Testing;
using Dcai.Work.Telemetry;

namespace Dcai.Training.Tests;

/// <summary>19 images in batches of 8: the last step of an epoch has three.</summary>
public sealed class WhenATrainingIsMeasured
{
    [Fact]
    public async Task EveryImageIsCountedOncePerEpochHoweverItIsSliced()
    {
        using var counted = new CountedImages();
        var store = new InMemoryObjectStore();
        await using var worker = await Worker.StartAsync(store);
        for (var slice = 0; worker.Completed.Count == 0; slice++)
        {
            await worker.ConsumeAsync(
                context =>
                {
                    WorkMeter.Current = counted.Subject;
                    return worker.TrainAsync(context, () => WorkAsync(store, worker.Images));
                },
                slice);
        }

        Assert.Equal([new KeyValuePair<string, long>("training", 2 * 19)], counted.Counts);
    }

    private static async Task<TrainingWork> WorkAsync(InMemoryObjectStore store, SampleImages images) => new()
    {
        DatasetId = Worker.Dataset,
        CommandId = Worker.CommandId,
        Activity = "training",
        Name = "round 1",
        Options = new TrainingOptions { ClassCount = 2, Epochs = 2, BatchSize = 8, Seed = 11 },
        Slice = TimeSpan.Zero,
        Train = await images.LoadAsync(await Pictures.StoreAsync(store, Enumerable.Range(0, 19)), Pictures.Classes, CancellationToken.None),
        Validation = await images.LoadAsync(await Pictures.StoreAsync(store, Enumerable.Range(19, 4)), Pictures.Classes, CancellationToken.None),
    };
}
