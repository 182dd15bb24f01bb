using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Imaging;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Training;

namespace Dcai.GanTrainer.Tests;

public sealed class WhenGeneratorsAreTrained
{
    [Fact]
    public async Task The_card_says_what_came_of_each_gamma()
    {
        var dataset = await Dataset.CreateAsync(Dataset.Settings with { Synthesis = Dataset.Settings.Synthesis with { Gammas = [0, 0.5] } });
        await using var worker = await Harness.StartAsync<GanTrainerModule>(dataset.Store);

        var card = await FinishAsync(worker, dataset);

        Assert.Equal((1, 12), (card.Release, card.TrainCount));
        Assert.Equal(Dataset.Classes, card.Classes);
        Assert.Empty(card.LeftOut);
        Assert.Equal([0, 0.5], card.Generators.Select(generator => generator.Gamma));
        Assert.All(card.Generators, generator => Assert.Equal(("iterations", 0), (generator.End, generator.Rollbacks)));
        Assert.All(card.Generators, generator => Assert.Equal([4, 8, 12], generator.Checks.Select(check => check.Iteration)));
        Assert.NotEqual(card.Generators[0].Seed, card.Generators[1].Seed);
        using var painter = ImageGenerator.Load(await dataset.Store.GetBlobAsync(card.Generators[1].Weights!));
        Assert.Equal((2, 32), (painter.ClassCount, painter.ImageSize));
    }

    [Fact]
    public async Task Every_check_is_stored_with_a_sheet_of_samples()
    {
        var dataset = await Dataset.CreateAsync(Dataset.Settings);
        await using var worker = await Harness.StartAsync<GanTrainerModule>(dataset.Store);

        var card = await FinishAsync(worker, dataset);

        for (var number = 0; number < 3; number++)
        {
            var check = await dataset.Store.GetDocumentAsync(StoreKeys.GeneratorCheck(Dataset.Id, 1, 0, number), Formats.GeneratorCheck);
            Assert.Equal(card.Generators[0].Checks[number], check);
            var sheet = ImageDecoder.Decode(await dataset.Store.GetBlobAsync(check.Sheet!), PixelFormat.Gray8);
            Assert.Equal((10 * 36, 2 * 36), (sheet.Width, sheet.Height));
        }
    }

    [Fact]
    public async Task Slices_of_one_step_end_with_the_same_weights()
    {
        var whole = await Dataset.CreateAsync(Dataset.Settings);
        await using var undisturbed = await Harness.StartAsync<GanTrainerModule>(whole.Store);
        var expected = await FinishAsync(undisturbed, whole);

        var dataset = await Dataset.CreateAsync(Dataset.Settings with { SliceSeconds = 1e-9 });
        for (var slice = 0; slice < 11; slice++)
        {
            // Each slice is another process's, as after kill -9.
            await using var worker = await Harness.StartAsync<GanTrainerModule>(dataset.Store);
            Assert.Equal(slice, (await worker.AskAsync<TrainGan, WorkSliced>(dataset.TrainGan(), "train-gan")).Slice);
        }

        await using var last = await Harness.StartAsync<GanTrainerModule>(dataset.Store);
        var card = await FinishAsync(last, dataset);

        Assert.Equal(12, (await dataset.Store.GetDocumentAsync(StoreKeys.GanTimes(Dataset.Id, 1), Formats.GanTimes)).Intervals.Count);
        Assert.Equal(Formats.Gan.Write(expected), Formats.Gan.Write(card));
    }

    [Fact]
    public async Task A_training_that_an_older_build_began_begins_anew()
    {
        var dataset = await Dataset.CreateAsync(Dataset.Settings with { SliceSeconds = 1e-9 });
        await using var older = await Harness.StartAsync<GanTrainerModule>(dataset.Store);
        var commandId = (await older.AskAsync<TrainGan, WorkSliced>(dataset.TrainGan(), "train-gan")).CommandId;
        var (slice, _) = await ReadSliceAsync(0);
        await dataset.Store.PutIfAbsentAsync(StoreKeys.Slice(Dataset.Id, commandId, 1), SliceFile.Write(GanSlice.Format, slice with { CheckpointVersion = 1 }, new byte[] { 1 }));

        await using var worker = await Harness.StartAsync<GanTrainerModule>(dataset.Store);
        Assert.Equal(2, (await worker.AskAsync<TrainGan, WorkSliced>(dataset.TrainGan(), "train-gan")).Slice);

        var (anew, checkpoint) = await ReadSliceAsync(2);
        Assert.Equal(GanTraining.CheckpointVersion, anew.CheckpointVersion);
        Assert.Single(anew.Intervals);
        Assert.NotEqual(1, checkpoint.Length);

        async Task<(GanSlice, ReadOnlyMemory<byte>)> ReadSliceAsync(int number) => SliceFile.Read(
            GanSlice.Format, (await dataset.Store.TryGetAsync(StoreKeys.Slice(Dataset.Id, commandId, number)))!);
    }

    [Fact]
    public async Task A_class_with_three_images_is_left_out_and_that_is_said()
    {
        var dataset = await Dataset.CreateAsync(Dataset.Settings, images: 6);
        await using var worker = await Harness.StartAsync<GanTrainerModule>(dataset.Store);

        var trained = await worker.AskAsync<TrainGan, GanTrained>(dataset.TrainGan(), "train-gan");
        var painted = await worker.AskAsync<SynthesizeSamples, SamplesSynthesized>(Dataset.Synthesize(trained), "synthesize-samples");

        var card = await dataset.CardAsync(trained);
        Assert.Empty(card.Generators);
        Assert.Equal(
            "Class 'upright' has 3 training images; a generator learns from 5 or more (setting synthesis.leastImagesPerClass).", card.LeftOut[0]);
        Assert.Equal(2, card.LeftOut.Count);
        Assert.Equal(0, painted.SampleCount);
    }

    [Fact]
    public async Task A_training_that_cannot_go_on_is_told_and_paints_nothing()
    {
        var dataset = await Dataset.CreateAsync(
            Dataset.Settings with { Synthesis = Dataset.Settings.Synthesis with { LearningRate = 1, AverageDecay = 0, Gammas = [10], CheckIterations = 1, Patience = 2, Iterations = 2000 } });
        await using var worker = await Harness.StartAsync<GanTrainerModule>(dataset.Store);

        var trained = await worker.AskAsync<TrainGan, GanTrained>(dataset.TrainGan(), "train-gan");
        var painted = await worker.AskAsync<SynthesizeSamples, SamplesSynthesized>(Dataset.Synthesize(trained), "synthesize-samples");

        var generator = (await dataset.CardAsync(trained)).Generators[0];
        Assert.True(generator.End is "failed" or "lost-agreement" or "no-improvement", generator.End);
        Assert.Equal(generator.Weights is null, painted.SampleCount == 0);
    }

    [Fact]
    public async Task Without_the_releases_classifier_nothing_is_trained()
    {
        var dataset = await Dataset.CreateAsync(Dataset.Settings);
        var plan = await dataset.Store.GetDocumentBlobAsync(dataset.Plan, Formats.Release);
        var without = await dataset.Store.PutDocumentBlobAsync(Formats.Release, plan with { Trainings = [] });
        await using var worker = await Harness.StartAsync<GanTrainerModule>(dataset.Store);

        var fault = await worker.AskInVainAsync<TrainGan, GanTrained>(dataset.TrainGan() with { Plan = without }, "train-gan");

        Assert.Contains("plans no training 'pipeline output'", fault, StringComparison.Ordinal);
    }

    private static async Task<GanCard> FinishAsync(Harness worker, Dataset dataset)
    {
        if (Dataset.Settings.Synthesis.Gammas.Count < (await SettingsAsync(dataset)).Synthesis.Gammas.Count)
        {
            // The first generator ends a slice.
            await worker.AskAsync<TrainGan, WorkSliced>(dataset.TrainGan(), "train-gan");
        }

        return await dataset.CardAsync(await worker.AskAsync<TrainGan, GanTrained>(dataset.TrainGan(), "train-gan"));
    }

    private static Task<CurationSettings> SettingsAsync(Dataset dataset) => dataset.Store.GetDocumentAsync(StoreKeys.Settings(Dataset.Id, 1), Formats.Settings);
}
