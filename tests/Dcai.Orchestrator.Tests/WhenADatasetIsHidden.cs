using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Orchestrator.Tests;

/// <summary>A deleted dataset, or one that is being restored, has no saga, whatever comes for it.</summary>
public sealed class WhenADatasetIsHidden
{
    private const string Dataset = Fixtures.DatasetId;
    private const string Other = "other";

    [Theory]
    [InlineData(HiddenBecause.Deleted)]
    [InlineData(HiddenBecause.Restoring)]
    public async Task Late_messages_and_the_timer_pass_it_by(HiddenBecause because)
    {
        var store = new InMemoryObjectStore();
        await store.PutAsync(StoreKeys.WorkResult(Dataset, "late"), "{}"u8.ToArray());
        await store.PutAsync(StoreKeys.Settings(Other, 1), "{}"u8.ToArray());
        await store.PutDocumentAsync(
            StoreKeys.Hidden(Dataset),
            Formats.Hidden,
            new HiddenDataset { Because = because, At = DateTimeOffset.UnixEpoch, By = "ada", ObjectCount = 1, SizeBytes = 1 });
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Fault = (step, _) =>
        {
            if (step is { Operation: StoreOperation.Head, Moment: StoreMoment.After } && step.Key == StoreKeys.Hidden(Dataset))
            {
                looked.TrySetResult();
            }

            return ValueTask.CompletedTask;
        };
        await using var bus = await SagaBus.StartAsync(store);

        await bus.PublishAsync(
            new ImagesIngested { DatasetId = Dataset, CommandId = "c", BatchId = "b", AcceptedCount = 1, DuplicateCount = 0, RejectedCount = 0 }, Guid.NewGuid());
        await looked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await bus.StartTimerAsync();
        await SagaBus.WaitForAsync(() => Task.FromResult(bus.Received.OfType<AdvanceSnapshot>().Any(sent => sent.DatasetId == Other)), "the other dataset's saga");

        Assert.DoesNotContain(bus.Received.OfType<AdvanceSnapshot>(), sent => sent.DatasetId == Dataset);
        await foreach (var version in store.ListAsync(StoreKeys.SagaPrefix(Dataset)))
        {
            Assert.Fail($"{version.Key} was stored");
        }
    }
}
