namespace Dcai.Learning.Tests;

public sealed class WhenTheSetIsOdd
{
    [Fact]
    public void One_class_only_is_learnt_at_once()
    {
        var trained = Trainings.Train(new TrainingOptions { ClassCount = 1, Epochs = 2, Seed = 1, RecordDynamics = true }, GeneratedImages.Of(5, 1, seed: 1), GeneratedImages.Of(2, 1, seed: 2));

        Assert.Equal((0.0, 1.0, 1.0), (trained.Best.TrainLoss, trained.Best.TrainAccuracy, trained.Best.ValidationAccuracy));
        Assert.All(trained.Dynamics!.AreaUnderMargin, margin => Assert.Equal(0, margin));
        Assert.All(trained.Dynamics.El2n, length => Assert.Equal(0, length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_or_two_images_in_a_batch_larger_than_the_set_are_learnt_by_heart(int count)
    {
        var images = GeneratedImages.Of(count, 2, seed: 1);

        var trained = Trainings.Train(new TrainingOptions { ClassCount = 2, Epochs = 20, BatchSize = 64, LearningRate = 1e-3, Seed = 1 }, images, GeneratedImages.None);

        Assert.Equal(1.0, trained.Best.TrainAccuracy);
    }

    [Fact]
    public void A_thousand_classes_of_which_most_have_no_image_are_told_apart()
    {
        var images = GeneratedImages.Of(8, 4, seed: 1);
        var train = new LabelledImages(images.SampleIds, images.Pixels, Array.ConvertAll(images.Labels, label => label * 333));
        var options = new TrainingOptions { ClassCount = 1000, Epochs = 40, LearningRate = 1e-3, Seed = 1, ClassWeightedSampling = true, LabelSmoothing = 0.1, BatchNormMomentum = 0.1 };

        var trained = Trainings.Train(options, train, train);
        using var classifier = Classifier.Load(trained.Weights);

        Assert.Equal(1.0, trained.Best.ValidationAccuracy);
        Assert.Equal(8 * 1000, classifier.PredictLogits(train).Length);
    }

    [Fact]
    public void Equal_images_get_equal_scores_and_a_finite_loss()
    {
        var images = GeneratedImages.Constant(6, 255);
        var train = new LabelledImages(images.SampleIds, images.Pixels, [0, 1, 0, 1, 0, 1]);

        var trained = Trainings.Train(new TrainingOptions { ClassCount = 2, Epochs = 3, Seed = 1, Augment = true }, train, train);
        using var classifier = Classifier.Load(trained.Weights);
        var logits = classifier.PredictLogits(train);

        Assert.Equal(0.5, trained.Best.ValidationAccuracy);
        Assert.All(trained.History, epoch => Assert.True(double.IsFinite(epoch.TrainLoss)));
        Assert.All(logits.Chunk(2), row => Assert.Equal(logits[..2], row));
    }

    [Theory]
    [InlineData(NetworkKind.Reference)]
    [InlineData(NetworkKind.Compact)]
    public void The_smallest_images_are_8_by_8(NetworkKind network)
    {
        var options = new TrainingOptions { ClassCount = 2, Epochs = 2, BatchSize = 1, Seed = 1, Network = network };
        var images = GeneratedImages.Of(3, 2, seed: 1, height: 8, width: 8);

        var trained = Trainings.Train(options, images, images);
        var refused = Assert.Throws<ArgumentException>(() => ClassifierTraining.Start(
            options, GeneratedImages.Of(3, 2, seed: 1, height: 4, width: 4), GeneratedImages.None));

        Assert.All(trained.ValidationLogits, logit => Assert.True(float.IsFinite(logit)));
        Assert.Contains("4×4", refused.Message, StringComparison.Ordinal);
    }
}
