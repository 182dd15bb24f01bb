using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.GanTrainer.Tests;

public sealed class WhenImagesArePainted
{
    [Fact]
    public async Task They_are_listed_in_a_batch_of_their_own_under_the_intended_class()
    {
        var (dataset, rows, painted) = await PaintAsync();

        Assert.Equal(20, painted.SampleCount);
        Assert.Equal(20, rows.Count);
        Assert.All(rows, row => Assert.Equal((SampleOrigin.Synthesized, IngestVerdict.Accepted, "image/png", 32, 32), (row.Origin, row.Verdict, row.Content.MediaType, row.Width, row.Height)));
        Assert.Equal([("lying", 10), ("upright", 10)], rows.CountBy(row => row.Label!).Select(group => (group.Key, group.Value)).Order());
        Assert.All(rows, row => Assert.Null(row.Split));
        Assert.Equal(20, rows.Select(row => row.Content.Digest).Distinct().Count());
        Assert.Empty(rows.Select(row => Digests.Hex(row.Content.Digest)).Intersect(dataset.Train.Select(sample => sample.SampleId)));
        foreach (var row in rows)
        {
            Assert.NotEmpty(await dataset.Store.GetBlobAsync(row.Content));
        }
    }

    [Fact]
    public async Task How_near_they_are_to_training_images_is_written_down()
    {
        var (dataset, rows, _) = await PaintAsync();

        var synthesis = await dataset.Store.GetDocumentAsync(StoreKeys.Synthesis(Dataset.Id, 1), Formats.Synthesis);
        Assert.True(synthesis.SmallestDistance >= synthesis.CopyDistance, $"{synthesis}");
        Assert.True(synthesis.MedianDistance >= synthesis.SmallestDistance, $"{synthesis}");
        Assert.True(synthesis.MedianTrainingDistance > 0, $"{synthesis}");
        var generator = Assert.Single(synthesis.Generators);
        Assert.Equal((0.5, rows.Count), (generator.Gamma, generator.Count));
        Assert.InRange(generator.WrongShare, 0, 1);
    }

    [Fact]
    public async Task A_repetition_paints_the_same()
    {
        var (dataset, rows, painted) = await PaintAsync();
        var trained = await TrainedAsync(dataset);
        foreach (var key in await KeysAsync(dataset, StoreKeys.WorkPrefix(Dataset.Id)))
        {
            await dataset.Store.DeleteAsync(key);
        }

        await using var second = await Harness.StartAsync<GanTrainerModule>(dataset.Store);
        var again = await second.AskAsync<SynthesizeSamples, SamplesSynthesized>(Dataset.Synthesize(trained), "synthesize-samples");

        Assert.Equal(painted, again);
        Assert.Equal(rows, await RowsAsync(dataset));
    }

    private static async Task<(Dataset Dataset, IReadOnlyList<IngestedFile> Rows, SamplesSynthesized Painted)> PaintAsync()
    {
        var dataset = await Dataset.CreateAsync(Dataset.Settings);
        await using var worker = await Harness.StartAsync<GanTrainerModule>(dataset.Store);
        var trained = await worker.AskAsync<TrainGan, GanTrained>(dataset.TrainGan(), "train-gan");
        var painted = await worker.AskAsync<SynthesizeSamples, SamplesSynthesized>(Dataset.Synthesize(trained), "synthesize-samples");
        return (dataset, await RowsAsync(dataset), painted);
    }

    /// <summary>What was answered before.</summary>
    private static async Task<GanTrained> TrainedAsync(Dataset dataset)
    {
        await using var worker = await Harness.StartAsync<GanTrainerModule>(dataset.Store);
        return await worker.AskAsync<TrainGan, GanTrained>(dataset.TrainGan(), "train-gan");
    }

    private static async Task<IReadOnlyList<IngestedFile>> RowsAsync(Dataset dataset)
    {
        var key = Assert.Single(await KeysAsync(dataset, StoreKeys.IngestPrefix(Dataset.Id)));
        return JsonLines.Read<IngestedFile>((await dataset.Store.TryGetAsync(key))!, key);
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(Dataset dataset, string prefix)
    {
        var keys = new List<string>();
        await foreach (var stored in dataset.Store.ListAsync(prefix))
        {
            keys.Add(stored.Key);
        }

        return keys;
    }
}
