using Dcai.Torch;
using static TorchSharp.torch;

namespace Dcai.Learning.Tests;

public sealed class WhenTheLossIsShaped
{
    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(25, 0.8535533905932737)]
    [InlineData(50, 0.5)]
    [InlineData(100, 0.0)]
    public void The_learning_rate_falls_along_half_a_cosine(int step, double share) =>
        Assert.Equal(share, LearningRateSchedule.Cosine(step, 100), 1e-12);

    [Fact]
    public void A_falling_learning_rate_changes_all_steps_but_the_first()
    {
        var images = GeneratedImages.Of(8, 2, seed: 1);
        var options = new TrainingOptions { ClassCount = 2, Epochs = 3, Seed = 1 };

        var constant = Trainings.Train(options, images, GeneratedImages.None);
        var falling = Trainings.Train(options with { CosineSchedule = true }, images, GeneratedImages.None);

        Assert.Equal(constant.History[1].TrainLoss, falling.History[1].TrainLoss);
        Assert.NotEqual(constant.History[2].TrainLoss, falling.History[2].TrainLoss);
    }

    [Fact]
    public void Smoothing_spreads_a_part_of_the_target_over_all_classes()
    {
        const double Smoothing = 0.3;
        var images = GeneratedImages.Of(8, 4, seed: 1);
        var options = new TrainingOptions { ClassCount = 4, Epochs = 1, Seed = 5, LabelSmoothing = Smoothing };

        var loss = Trainings.Train(options, images, GeneratedImages.None).History[0].TrainLoss;

        var logits = FirstLogits(images, options);
        var own = SampleLoss.CrossEntropy(logits, images.Labels, 4).Average();
        var spread = Enumerable.Range(0, 4).Average(k => SampleLoss.CrossEntropy(logits, [.. Enumerable.Repeat(k, 8)], 4).Average());
        Assert.Equal(((1 - Smoothing) * own) + (Smoothing * spread), loss, 1e-4);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        var images = GeneratedImages.Of(4, 2, seed: 1);
        var options = new TrainingOptions { ClassCount = 2, Epochs = 1, Seed = 1 };

        foreach (var (name, wrong) in new[]
        {
            ("LabelSmoothing", options with { LabelSmoothing = 1 }),
            ("MixupAlpha", options with { MixupAlpha = 0.001 }),
            ("BatchNormMomentum", options with { BatchNormMomentum = 0 }),
            ("EarlyStoppingPatience", options with { EarlyStoppingPatience = -1 }),
            ("RecordGradientNorms", options with { RecordGradientNorms = true }),
        })
        {
            var refused = Assert.Throws<ArgumentOutOfRangeException>(() => ClassifierTraining.Start(wrong, images, GeneratedImages.None));
            Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>What the drawn weights say of one batch in training.</summary>
    private static float[] FirstLogits(LabelledImages images, TrainingOptions options)
    {
        using var scope = NewDisposeScope();
        using var network = new ReferenceNetwork(options.ClassCount);
        network.Initialise(new Xoshiro256(options.Seed, stream: 1));
        network.AsChannelsLast();
        return ImageTensor.Values(network.forward(ImageTensor.Of(images, 0, images.Count, CPU) - ImageTensor.Means(CPU)));
    }
}
