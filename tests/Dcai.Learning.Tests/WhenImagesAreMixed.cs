using static TorchSharp.torch;

namespace Dcai.Learning.Tests;

public sealed class WhenImagesAreMixed
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(5.0)]
    public void The_parts_have_the_moments_of_the_distribution(double alpha)
    {
        var mixing = new Mixing(alpha, new Xoshiro256(1));

        double[] parts = [.. Enumerable.Range(0, 20_000).Select(_ => mixing.Draw(2)!.Value.Part)];

        Assert.All(parts, part => Assert.InRange(part, 0, 1));
        Assert.Equal(0.5, parts.Average(), 0.02);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), parts.Average(part => (part - 0.5) * (part - 0.5)), 0.01);
    }

    [Fact]
    public void Every_image_is_the_partner_of_one()
    {
        var mixing = new Mixing(1, new Xoshiro256(1));

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], mixing.Draw(8)!.Value.Partners.Order());
    }

    [Fact]
    public void Without_mixing_nothing_is_drawn()
    {
        var random = new Xoshiro256(1);

        Assert.Null(new Mixing(0, random).Draw(8));
        Assert.Equal(new Xoshiro256(1).State, random.State);
    }

    [Fact]
    public void Each_image_is_blended_with_its_partner()
    {
        using var scope = NewDisposeScope();
        var images = tensor([0f, 10f, 20f], [3L, 1, 1, 1]);

        var blended = Mixing.Blend(images, tensor([2L, 0L, 1L]), 0.75);

        Assert.Equal([5f, 7.5f, 17.5f], ImageTensor.Values(blended));
        Assert.Equal([0f, 10f, 20f], ImageTensor.Values(images));
    }

    [Fact]
    public void One_batch_is_still_learnt()
    {
        var images = GeneratedImages.Of(8, 4, seed: 1);
        var options = new TrainingOptions { ClassCount = 4, Epochs = 60, LearningRate = 1e-3, Seed = 1, MixupAlpha = 0.2, BatchNormMomentum = 0.1 };

        var trained = Trainings.Train(options, images, images);

        Assert.Equal(1.0, trained.Best.ValidationAccuracy);
    }
}
