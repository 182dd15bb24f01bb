namespace Dcai.Learning.Tests;

public sealed class WhenTrainingTheReferenceNetwork
{
    [Fact]
    public void One_batch_is_learnt_by_heart()
    {
        var images = GeneratedImages.Of(8, 4, seed: 1);
        var options = new TrainingOptions { ClassCount = 4, Epochs = 30, LearningRate = 1e-3, Seed = 1 };

        var trained = Trainings.Train(options, images, GeneratedImages.None);

        Assert.Equal(1.0, trained.History[^1].TrainAccuracy);
        Assert.True(trained.History[^1].TrainLoss < 0.05, $"The loss is still {trained.History[^1].TrainLoss}.");
        Assert.True(trained.History[0].TrainLoss > 0.5, $"The loss was {trained.History[0].TrainLoss} already at the start.");
    }

    [Fact]
    public void What_was_learnt_holds_for_other_images()
    {
        // Batch norm's momentum of 0.99 wants a few hundred steps before its statistics are worth something.
        var options = new TrainingOptions { ClassCount = 3, Epochs = 15, BatchSize = 4, LearningRate = 1e-3, Seed = 2 };

        var trained = Trainings.Train(options, GeneratedImages.Of(90, 3, seed: 1), GeneratedImages.Of(30, 3, seed: 2));
        using var classifier = Classifier.Load(trained.Weights);
        var test = GeneratedImages.Of(30, 3, seed: 3);

        Assert.True(ClassificationMetrics.Accuracy(classifier.PredictLogits(test), test.Labels, 3) > 0.9);
    }

    [Fact]
    public void Without_validation_images_the_last_epoch_is_kept()
    {
        var options = new TrainingOptions { ClassCount = 2, Epochs = 3, Seed = 1 };

        var trained = Trainings.Train(options, GeneratedImages.Of(9, 2, seed: 1), GeneratedImages.None);

        Assert.Equal(3, trained.BestEpoch);
        Assert.True(double.IsNaN(trained.Best.ValidationAccuracy));
    }

    [Fact]
    public void The_first_epoch_with_the_best_validation_accuracy_is_kept()
    {
        var options = new TrainingOptions { ClassCount = 2, Epochs = 20, LearningRate = 1e-3, Seed = 3 };

        var validation = GeneratedImages.Of(10, 2, seed: 2);
        var trained = Trainings.Train(options, GeneratedImages.Of(16, 2, seed: 1), validation);
        using var classifier = Classifier.Load(trained.Weights);

        var best = trained.History.MaxBy(epoch => epoch.ValidationAccuracy)!;
        Assert.Equal(best, trained.Best);
        Assert.Equal(best.Epoch, trained.BestEpoch);
        Assert.Equal(best.ValidationAccuracy, ClassificationMetrics.Accuracy(classifier.PredictLogits(validation), validation.Labels, 2));
    }

    [Fact]
    public void A_last_batch_of_one_image_is_trained_on()
    {
        var options = new TrainingOptions { ClassCount = 3, Epochs = 1, Seed = 1 };
        var ticks = new List<TrainingTick>();

        using var training = ClassifierTraining.Start(options, GeneratedImages.Of(9, 3, seed: 1), GeneratedImages.Of(3, 3, seed: 2));
        training.Run(TimeSpan.MaxValue, TimeProvider.System, ticks.Add, default);

        Assert.Equal([1, 2], ticks.Select(tick => tick.Step));
        Assert.All(ticks, tick => Assert.Equal((1, 1, 2), (tick.Epoch, tick.Epochs, tick.StepsPerEpoch)));
        Assert.Null(ticks[0].ValidationAccuracy);
        Assert.Equal(training.History[0].ValidationAccuracy, ticks[1].ValidationAccuracy);
        Assert.Equal(training.History[0].TrainLoss, ticks[1].Loss);
        Assert.True(double.IsFinite(ticks[1].Loss));
        Assert.True(training.IsFinished);
    }

    [Fact]
    public void Images_of_another_size_are_trained_on()
    {
        var options = new TrainingOptions { ClassCount = 2, Epochs = 1, Seed = 1, Augment = true };

        var images = GeneratedImages.Of(4, 2, seed: 1, height: 24, width: 40);
        var trained = Trainings.Train(options, images, images);
        using var classifier = Classifier.Load(trained.Weights);

        Assert.Equal(4 * 2, classifier.PredictLogits(images).Length);
    }

    [Fact]
    public void No_tensors_are_left_over()
    {
        var options = new TrainingOptions { ClassCount = 3, Epochs = 40, Seed = 1, Augment = true };
        var before = LiveTensors.Count();
        using (var training = ClassifierTraining.Start(options, GeneratedImages.Of(16, 3, seed: 1), GeneratedImages.Of(3, 3, seed: 2)))
        {
            training.Steps(4);
            var early = TorchSharp.torch.Tensor.TotalCount;
            training.Steps(16);
            var late = TorchSharp.torch.Tensor.TotalCount;
            _ = training.Checkpoint();

            Assert.Equal(early, late);
            Assert.Equal(late, TorchSharp.torch.Tensor.TotalCount);
        }

        Assert.Equal(before, TorchSharp.torch.Tensor.TotalCount);
    }

    [Fact]
    public void An_unfinished_training_has_no_result()
    {
        var options = new TrainingOptions { ClassCount = 3, Epochs = 2, Seed = 1 };
        using var training = ClassifierTraining.Start(options, GeneratedImages.Of(8, 3, seed: 1), GeneratedImages.None);

        training.Steps(1);

        Assert.Contains("epoch 2 of 2", Assert.Throws<InvalidOperationException>(training.Complete).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_do_not_fit_are_refused_by_name()
    {
        var options = new TrainingOptions { ClassCount = 2, Epochs = 1, Seed = 1 };
        var images = GeneratedImages.Of(3, 3, seed: 1);

        var unknownClass = Assert.Throws<ArgumentException>(() => ClassifierTraining.Start(options, images, GeneratedImages.None));
        var empty = Assert.Throws<ArgumentException>(() => ClassifierTraining.Start(options, GeneratedImages.None, images));
        var size = Assert.Throws<ArgumentException>(() => ClassifierTraining.Start(
            options, GeneratedImages.Of(4, 2, seed: 1), GeneratedImages.Of(4, 2, seed: 1, height: 16, width: 16)));

        Assert.Contains("sample-0002 has the label 2", unknownClass.Message, StringComparison.Ordinal);
        Assert.Contains("no images", empty.Message, StringComparison.Ordinal);
        Assert.Contains("32×32", size.Message, StringComparison.Ordinal);
    }
}
