using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning.Tests;

public sealed class WhenADiscriminatorLooks
{
    [Fact]
    public void How_well_the_features_fit_the_class_is_added()
    {
        using var scope = NewDisposeScope();
        var (images, labels) = (rand(4, 1, 32, 32) * 2f - 1f, new[] { 2, 0, 1, 2 });
        using var discriminator = new GanDiscriminator(classCount: 3, width: 4, imageSize: 32, normaliseSpectrally: false);
        var weights = discriminator.state_dict();

        var features = images;
        for (var layer = 0; layer < 4; layer++)
        {
            long[] stride = layer < 3 ? [2, 2] : [1, 1];
            features = functional.conv2d(features, weights[$"layers.{layer}.conv.weight"], weights[$"layers.{layer}.conv.bias"], stride, [1, 1]);
            features = functional.leaky_relu(features, 0.2);
        }

        var ofClass = weights["expected.conv.weight"].flatten(1).index_select(1, ImageTensor.Index(labels, CPU)).t(); // [4, 32]
        var logit = functional.conv2d(features, weights["last.conv.weight"], weights["last.conv.bias"]).flatten();
        var expected = ImageTensor.Values(logit + (features.sum([2, 3]) * ofClass).sum(1));
        var logits = ImageTensor.Values(discriminator.forward(images, GeneratorInput.OneHot(labels, 3, CPU)));

        Assert.Equal([4], discriminator.forward(images, GeneratorInput.OneHot(labels, 3, CPU)).shape);
        Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void A_generator_paints_in_range_and_in_the_size_asked_for()
    {
        using var scope = NewDisposeScope();
        using var generator = new GanGenerator(inputSize: 8 + 3, width: 4, imageSize: 64);

        var images = generator.forward(GeneratorInput.Draw([0, 1, 2], 3, 8, null, GeneratorInput.ClassWeight, new Xoshiro256(1), CPU));

        Assert.Equal([3, 1, 64, 64], images.shape);
        Assert.All(ImageTensor.Values(images), value => Assert.InRange(value, -1, 1));
    }

    [Theory]
    [InlineData("generator")]
    [InlineData("discriminator")]
    public void The_convolutions_are_as_many_as_the_papers(string network)
    {
        using var networks = new GanNetworks(new GanOptions { ClassCount = 3, Seed = 1, Width = 4 }, imageSize: 32);

        var convolutions = networks.state_dict().Count(entry => entry.Key.StartsWith(network, StringComparison.Ordinal) && entry.Value.ndim == 4 && !entry.Key.Contains("expected", StringComparison.Ordinal));

        Assert.Equal(network == "generator" ? 8 : 5, convolutions);
    }
}
