using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.Work;
using Dcai.Work.Upkeep;

namespace Dcai.Ledger.Tests;

public sealed class WhenAnImageIsErased : IAsyncLifetime
{
    private readonly InMemoryObjectStore store = new();
    private readonly Dataset dataset;
    private Harness harness = null!;

    public WhenAnImageIsErased() => dataset = new Dataset(store);

    public async Task InitializeAsync() => harness = await Harness.StartAsync<LedgerModule>(store);

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task TheNextSnapshotHasItRemovedAndAllElseAsItWas()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 6));
        await Dataset.AdvanceAsync(harness, 0);
        await dataset.CertifyAsync("0001-seed", 1, [0, 1, 2]);
        await Dataset.AdvanceAsync(harness, 1);

        await EraseAsync(1);
        var advanced = await Dataset.AdvanceAsync(harness, 2);

        Assert.Equal(new SnapshotCounts { Samples = 6, Uncertified = 3, Certified = 2, Removed = 1, Conflicts = 0, Unusual = 0 }, advanced.Counts);
        var sample = (await dataset.SamplesAsync(3))[Dataset.Id(1)];
        Assert.Equal((SampleStatus.Removed, "erased", null, "ada"), (sample.Status, sample.RemovedReason, sample.CertifiedLabel, sample.CertifiedBy));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AReviewThatHasItOpenDoesNotBringItBack(bool decidedBefore)
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 6));
        await Dataset.AdvanceAsync(harness, 0);
        await dataset.StoreReviewAsync("0009-round", 1, ReviewPurpose.Round, 9, Dataset.Item(1), Dataset.Item(2));
        var version = 1;
        if (decidedBefore)
        {
            await DecideAsync();
        }

        await EraseAsync(1);
        version = (await Dataset.AdvanceAsync(harness, version)).Version;
        if (!decidedBefore)
        {
            await DecideAsync();
            version = (await Dataset.AdvanceAsync(harness, version)).Version;
        }

        var samples = await dataset.SamplesAsync(version);
        Assert.Equal((SampleStatus.Removed, SampleStatus.Certified), (samples[Dataset.Id(1)].Status, samples[Dataset.Id(2)].Status));

        async Task DecideAsync()
        {
            await dataset.DecideAsync("0009-round", "b1", Dataset.Certify("d1", 1), Dataset.Certify("d2", 2));
            await dataset.CloseAsync("0009-round", "b1");
        }
    }

    [Fact]
    public async Task ABatchThatWasIngestedMeanwhileDoesNotBringItIn()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 3));
        await EraseAsync(1);
        await Dataset.AdvanceAsync(harness, 0);
        await dataset.IngestAsync("late", [1, 3], _ => "iii");
        await Dataset.AdvanceAsync(harness, 1);

        var samples = await dataset.SamplesAsync(2);

        Assert.Equal(3, samples.Count);
        Assert.DoesNotContain(Dataset.Id(1), samples.Keys);
    }

    private async Task EraseAsync(int number) =>
        await new ImageErasure(store, new SnapshotReader(store)).EraseAsync(Dataset.Name, Dataset.Id(number), "asked for", "ada", CancellationToken.None);
}
