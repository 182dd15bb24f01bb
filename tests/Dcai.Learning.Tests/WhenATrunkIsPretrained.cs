using static TorchSharp.torch;

namespace Dcai.Learning.Tests;

public sealed class WhenATrunkIsPretrained
{
    // 20 images in batches of 8: three steps an epoch.
    private static readonly LabelledImages Images = GeneratedImages.Of(20, 3, seed: 1);
    private static readonly MaskedAutoencoderOptions Options = new() { Epochs = 2, BatchSize = 8, Seed = 5, MaskedShare = 0.5 };

    [Theory]
    [InlineData(NetworkKind.Reference)]
    [InlineData(NetworkKind.Compact)]
    public void It_learns_what_hidden_pixels_look_like(NetworkKind network)
    {
        using var training = MaskedAutoencoderTraining.Start(Options with { Epochs = 12, Network = network }, Images);

        Finish(training);

        Assert.True(
            training.History[^1].Loss < 0.5 * training.History[0].Loss, $"The loss fell from {training.History[0].Loss} to {training.History[^1].Loss}.");
    }

    [Fact]
    public void Cutting_after_every_step_changes_nothing()
    {
        using var whole = MaskedAutoencoderTraining.Start(Options, Images);
        Finish(whole);

        var training = MaskedAutoencoderTraining.Start(Options, Images);
        while (!training.IsFinished)
        {
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
            var checkpoint = training.Checkpoint();
            training.Dispose();
            training = MaskedAutoencoderTraining.Resume(checkpoint, Options, Images);
            Assert.Equal(checkpoint, training.Checkpoint());
        }

        var resumed = training.Complete();
        training.Dispose();
        Assert.Equal(whole.Complete().Weights, resumed.Weights);
        Assert.Equal(whole.History.Select(epoch => epoch.Loss), resumed.History.Select(epoch => epoch.Loss));
    }

    [Fact]
    public void A_training_begins_with_all_of_the_trunk()
    {
        using var pretraining = MaskedAutoencoderTraining.Start(Options with { Epochs = 1 }, Images);
        Finish(pretraining);
        using var initial = InitialWeights.FromSafeTensors(pretraining.Complete().Weights);

        using var training = ClassifierTraining.Start(new TrainingOptions { ClassCount = 3, Epochs = 1, Seed = 1 }, Images, GeneratedImages.None, initial);

        Assert.Equal(["fc.bias", "fc.weight"], training.Transfer!.Absent.Order());
        Assert.Empty(training.Transfer.OtherShape);
    }

    [Fact]
    public void It_may_begin_with_weights_itself()
    {
        var earlier = Trainings.Train(new TrainingOptions { ClassCount = 3, Epochs = 1, Seed = 1 }, Images, GeneratedImages.None).Weights;
        using var initial = InitialWeights.FromSafeTensors(earlier);

        using var drawn = MaskedAutoencoderTraining.Start(Options, Images);
        using var begun = MaskedAutoencoderTraining.Start(Options, Images, initial);

        Assert.NotEqual(drawn.Checkpoint(), begun.Checkpoint());
    }

    [Fact]
    public void No_tensors_are_left_over()
    {
        var before = LiveTensors.Count();
        using (var training = MaskedAutoencoderTraining.Start(Options with { NormalisePatches = true }, Images))
        {
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
            var early = Tensor.TotalCount;
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
            _ = training.Checkpoint();

            Assert.Equal(early, Tensor.TotalCount);
            Finish(training);
            _ = training.Complete();
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Whole_patches_are_hidden_in_the_share_asked_for()
    {
        using var scope = NewDisposeScope();
        var mask = new PatchMask(4, 0.6).Draw(3, 16, 24, new Xoshiro256(1), CPU);

        Assert.Equal([3, 1, 16, 24], mask.shape);
        var patches = mask.reshape(3, 4, 4, 6, 4).sum([2L, 4L]); // [3, 4, 6]
        var counts = ImageTensor.Values(patches);
        Assert.All(counts, count => Assert.True(count is 0 or 16));
        Assert.All(counts.Chunk(24), image => Assert.Equal(14, image.Count(count => count == 16)));
        Assert.NotEqual(counts[..24], counts[24..48]);
    }

    [Fact]
    public void The_loss_counts_hidden_pixels_only()
    {
        using var scope = NewDisposeScope();
        var mask = new PatchMask(4, 0.5).Draw(2, 8, 8, new Xoshiro256(1), CPU);
        var target = ones(2, 3, 8, 8);

        Assert.Equal(0f, PatchMask.Loss(mask * target, target, mask).item<float>());
        Assert.Equal(1f, PatchMask.Loss((1f - mask) * target, target, mask).item<float>());
    }

    [Fact]
    public void Normalised_patches_have_mean_0_and_deviation_1()
    {
        using var scope = NewDisposeScope();
        var images = ImageTensor.Of(GeneratedImages.Of(2, 3, seed: 1), 0, 2, CPU) / 127.5f;

        var patches = new PatchMask(8, 0.5).Normalised(images).reshape(2, 3, 4, 8, 4, 8);

        Assert.All(ImageTensor.Values(patches.mean([1L, 3L, 5L])), mean => Assert.Equal(0, mean, 1e-3f));
        Assert.All(ImageTensor.Values(patches.square().mean([1L, 3L, 5L])), square => Assert.Equal(1, square, 1e-2f));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var training = MaskedAutoencoderTraining.Start(Options, Images);
        var checkpoint = training.Checkpoint();

        Assert.Contains("Seed = 6", Assert.Throws<InvalidDataException>(() => MaskedAutoencoderTraining.Resume(checkpoint, Options with { Seed = 6 }, Images)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => MaskedAutoencoderTraining.Resume(checkpoint, Options, GeneratedImages.Of(20, 3, seed: 2)));
        Assert.Contains("24×40", Assert.Throws<ArgumentException>(() => MaskedAutoencoderTraining.Start(
            Options with { PatchSize = 16 }, GeneratedImages.Of(2, 2, seed: 1, height: 24, width: 40))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => MaskedAutoencoderTraining.Start(Options with { MaskedShare = 1 }, Images));
        Assert.Throws<InvalidOperationException>(training.Complete);
    }

    [Fact]
    public void A_pixel_that_is_no_number_is_noticed()
    {
        var images = GeneratedImages.Of(4, 2, seed: 1);
        images.Pixels[0] = float.NaN;
        using var training = MaskedAutoencoderTraining.Start(Options, images);

        var stopped = Assert.Throws<NonFiniteLossException>(() => Finish(training));

        Assert.Contains("sample-0000", stopped.SampleIds);
    }

    private static void Finish(MaskedAutoencoderTraining training) => training.Run(TimeSpan.MaxValue, TimeProvider.System, null, default);
}
