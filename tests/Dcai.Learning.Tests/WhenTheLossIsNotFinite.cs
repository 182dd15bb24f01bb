namespace Dcai.Learning.Tests;

public sealed class WhenTheLossIsNotFinite
{
    [Fact]
    public void The_training_says_where_and_which_images_were_in_the_batch()
    {
        var images = GeneratedImages.Of(40, 2, seed: 1);
        images.Pixels[17 * 3 * 32 * 32] = float.NaN;
        using var training = ClassifierTraining.Start(new TrainingOptions { ClassCount = 2, Epochs = 1, Seed = 2, BatchSize = 4 }, images, GeneratedImages.None);

        var stopped = Assert.Throws<NonFiniteLossException>(training.Finish);

        Assert.Equal(1, stopped.Epoch);
        Assert.Equal(training.Step + 1, stopped.Step);
        Assert.Equal(4, stopped.SampleIds.Count);
        Assert.Contains("sample-0017", stopped.SampleIds);
        Assert.Equal(training.Step > 0, stopped.LastFiniteLoss is not null);
        Assert.StartsWith($"The loss became NaN at epoch 1, step {stopped.Step};", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("sample-0017", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_learning_rate_that_is_too_high_is_noticed()
    {
        var images = GeneratedImages.Of(16, 2, seed: 1);
        using var training = ClassifierTraining.Start(
            new TrainingOptions { ClassCount = 2, Epochs = 50, Seed = 2, LearningRate = 1e20 }, images, GeneratedImages.None);

        var stopped = Assert.Throws<NonFiniteLossException>(training.Finish);

        Assert.True(stopped.LastFiniteLoss is { } loss && double.IsFinite(loss));
        Assert.Contains("the step before it had", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resumed_training_still_knows_the_last_finite_loss()
    {
        var images = GeneratedImages.Of(16, 2, seed: 1);
        var options = new TrainingOptions { ClassCount = 2, Epochs = 50, Seed = 2, LearningRate = 1e20 };
        using var training = ClassifierTraining.Start(options, images, GeneratedImages.None);
        training.Steps(1);
        using var resumed = ClassifierTraining.Resume(training.Checkpoint(), options, images, GeneratedImages.None);

        var (whole, cut) = (Assert.Throws<NonFiniteLossException>(training.Finish), Assert.Throws<NonFiniteLossException>(resumed.Finish));

        Assert.Equal(whole.Message, cut.Message);
    }
}
