using Dcai.Torch;
using static TorchSharp.torch;

namespace Dcai.Learning.Tests;

public sealed class WhenANetworkIsChosen
{
    [Theory]
    [InlineData(NetworkKind.Reference, 256)]
    [InlineData(NetworkKind.Compact, 128)]
    public void Features_are_what_the_dense_layer_reads(NetworkKind network, int features)
    {
        var images = GeneratedImages.Of(7, 3, seed: 1, height: 24, width: 40);
        var weights = Trainings.Train(new TrainingOptions { ClassCount = 3, Epochs = 1, Seed = 1, Network = network }, images, images).Weights;
        using var classifier = Classifier.Load(weights);

        var found = classifier.Features(images, batchSize: 4);

        Assert.Equal((network, features), (classifier.Kind, classifier.FeatureCount));
        Assert.Equal(7 * features, found.Length);
        Assert.All(found, value => Assert.True(value >= 0 && float.IsFinite(value)));
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream(weights);
        using var file = SafeTensors.Load(stream);
        var logits = nn.functional.linear(tensor(found, [7L, features]), file.Tensors["fc.weight"], file.Tensors["fc.bias"]);
        Assert.All(ImageTensor.Values(logits).Zip(classifier.PredictLogits(images)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData(NetworkKind.Reference)]
    [InlineData(NetworkKind.Compact)]
    public void Folding_its_batch_norm_changes_no_score(NetworkKind kind)
    {
        using var scope = NewDisposeScope();
        using var network = Networks.Create(kind, 3);
        network.Initialise(new Xoshiro256(3));
        var images = ImageTensor.Of(GeneratedImages.Of(5, 3, seed: 1), 0, 5, CPU) - ImageTensor.Means(CPU);
        for (var step = 0; step < 30; step++)
        {
            using var step1 = NewDisposeScope();
            _ = network.forward(images);
        }

        network.eval();
        using var folded = Networks.Fold(kind, network.state_dict(), CPU);

        Assert.All(
            ImageTensor.Values(network.forward(images)).Zip(ImageTensor.Values(folded.Forward(images))),
            pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        Assert.Equal([5, network.FeatureCount, 8, 8], network.Trunk(images).shape);
    }

    [Fact]
    public void The_compact_one_learns_a_batch_by_heart()
    {
        var images = GeneratedImages.Of(8, 4, seed: 1);
        var options = new TrainingOptions { ClassCount = 4, Epochs = 60, LearningRate = 1e-3, Seed = 1, Network = NetworkKind.Compact };

        var trained = Trainings.Train(options, images, images);

        Assert.Equal(1.0, trained.Best.ValidationAccuracy);
        Assert.True(trained.History[^1].TrainLoss < 0.05, $"The loss is still {trained.History[^1].TrainLoss}.");
    }

    [Fact]
    public void A_network_that_is_not_known_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        var file = WeightFile.Write(
            new Dictionary<string, Tensor> { ["fc.weight"] = zeros(3, 5) }, "dcai.classifier", 1, new Dictionary<string, string> { ["classes"] = "3", ["network"] = "abacus" });

        Assert.Contains("'abacus'", Assert.Throws<InvalidDataException>(() => Classifier.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_temperature_is_kept_with_the_weights()
    {
        var images = GeneratedImages.Of(4, 2, seed: 1);
        var weights = Trainings.Train(new TrainingOptions { ClassCount = 2, Epochs = 1, Seed = 1 }, images, images).Weights;

        using var plain = Classifier.Load(weights);
        using var calibrated = Classifier.Load(Classifier.WithTemperature(Classifier.WithTemperature(weights, 3), 1.75));

        Assert.Equal((1.0, 1.75), (plain.Temperature, calibrated.Temperature));
        Assert.Equal(plain.PredictLogits(images), calibrated.PredictLogits(images));
        Assert.Throws<ArgumentOutOfRangeException>(() => Classifier.WithTemperature(weights, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Classifier.WithTemperature(weights, double.NaN));
    }

    [Fact]
    public void The_logits_of_the_validation_images_are_those_of_the_kept_weights()
    {
        var (train, validation) = (GeneratedImages.Of(12, 3, seed: 1), GeneratedImages.Of(5, 3, seed: 2));
        var trained = Trainings.Train(new TrainingOptions { ClassCount = 3, Epochs = 4, Seed = 1 }, train, validation);
        using var classifier = Classifier.Load(trained.Weights);

        Assert.Equal(classifier.PredictLogits(validation), trained.ValidationLogits);
        Assert.Empty(Trainings.Train(new TrainingOptions { ClassCount = 3, Epochs = 1, Seed = 1 }, train, GeneratedImages.None).ValidationLogits);
    }
}
