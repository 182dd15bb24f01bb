namespace Dcai.Learning.Tests;

public sealed class WhenAClassifierIsLoaded
{
    private static readonly LabelledImages Images = GeneratedImages.Of(11, 3, seed: 1);
    private static readonly TrainedClassifier Trained = Trainings.Train(
        new TrainingOptions { ClassCount = 3, Epochs = 2, Seed = 1 }, Images, Images);

    [Fact]
    public void It_scores_every_image_for_every_class()
    {
        using var classifier = Classifier.Load(Trained.Weights);

        var logits = classifier.PredictLogits(Images);

        Assert.Equal(3, classifier.ClassCount);
        Assert.Equal(11 * 3, logits.Length);
        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void Its_scores_are_those_of_any_other_copy()
    {
        using var first = Classifier.Load(Trained.Weights);
        using var second = Classifier.Load(Trained.Weights.ToArray());

        Assert.Equal(first.PredictLogits(Images), second.PredictLogits(Images));
    }

    [Fact]
    public void The_batch_size_does_not_matter()
    {
        using var classifier = Classifier.Load(Trained.Weights);

        var whole = classifier.PredictLogits(Images);
        var parts = classifier.PredictLogits(Images, batchSize: 4);

        for (var i = 0; i < whole.Length; i++)
        {
            Assert.Equal(whole[i], parts[i], 1e-4f);
        }
    }

    [Fact]
    public void No_images_give_no_scores()
    {
        using var classifier = Classifier.Load(Trained.Weights);

        Assert.Empty(classifier.PredictLogits(GeneratedImages.None));
    }

    [Fact]
    public void Nothing_is_left_over()
    {
        var before = LiveTensors.Count();
        using (var classifier = Classifier.Load(Trained.Weights))
        {
            _ = classifier.PredictLogits(Images, batchSize: 4);
        }

        Assert.Equal(before, TorchSharp.torch.Tensor.TotalCount);
    }

    [Fact]
    public void Cancelling_stops_it()
    {
        using var classifier = Classifier.Load(Trained.Weights);

        Assert.Throws<OperationCanceledException>(() => { _ = classifier.PredictLogits(Images, 4, new CancellationToken(canceled: true)); });
    }

    [Fact]
    public void Bytes_of_anything_else_are_refused() =>
        Assert.Throws<InvalidDataException>(() => Classifier.Load("not a classifier, but long enough"u8.ToArray()));
}
