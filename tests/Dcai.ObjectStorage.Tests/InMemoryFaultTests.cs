namespace Dcai.ObjectStorage.Tests;

public sealed class WhenASimulationCutsAnOperation
{
    private readonly InMemoryObjectStore store = new();

    [Fact]
    public async Task Before_it_nothing_has_happened()
    {
        Cut(StoreOperation.PutIfAbsent, StoreMoment.Before);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.PutIfAbsentAsync("a", "mine"u8.ToArray()));
        store.Fault = null;
        Assert.Null(await store.TryGetAsync("a"));
    }

    [Fact]
    public async Task After_it_the_answer_is_lost_and_the_repeat_finds_its_own_bytes()
    {
        Cut(StoreOperation.PutIfAbsent, StoreMoment.After);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.PutIfAbsentAsync("a", "mine"u8.ToArray()));
        store.Fault = null;
        Assert.True((await store.PutIfAbsentAsync("a", "mine"u8.ToArray())).Created);
        Assert.False((await store.PutIfAbsentAsync("a", "theirs"u8.ToArray())).Created);
    }

    [Fact]
    public async Task Every_operation_passes_both_moments()
    {
        var steps = new List<string>();
        store.Fault = (step, _) =>
        {
            steps.Add($"{step.Operation} {step.Key} {step.Moment}");
            return ValueTask.CompletedTask;
        };

        await store.PutIfAbsentAsync("a", new byte[1]);
        await store.PutAsync("b", new byte[1]);
        await store.TryGetAsync("a");
        await store.HeadAsync("a");
        await store.ListAsync("").ToListAsync();
        await store.DeleteAsync("a");

        Assert.Equal(
            ["PutIfAbsent a Before", "PutIfAbsent a After", "Put b Before", "Put b After", "Get a Before", "Get a After", "Head a Before",
                "Head a After", "List  Before", "List  After", "Delete a Before", "Delete a After"],
            steps);
    }

    private void Cut(StoreOperation operation, StoreMoment moment) => store.Fault = (step, _) =>
        step.Operation == operation && step.Moment == moment ? throw new InvalidOperationException("cut") : ValueTask.CompletedTask;
}
