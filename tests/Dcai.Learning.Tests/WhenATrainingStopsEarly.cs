namespace Dcai.Learning.Tests;

public sealed class WhenATrainingStopsEarly
{
    // Equal images cannot be told apart: the validation accuracy never rises.
    private static readonly LabelledImages Train = GeneratedImages.Constant(4, 128);
    private static readonly LabelledImages Validation = GeneratedImages.Constant(2, 128);
    private static readonly TrainingOptions Options = new() { ClassCount = 1, Epochs = 40, Seed = 1, EarlyStoppingPatience = 2 };

    [Fact]
    public void It_ends_when_no_better_epoch_came_for_so_long()
    {
        using var training = ClassifierTraining.Start(Options, Train, Validation);
        training.Finish();
        var trained = training.Complete();

        Assert.Equal((1, 3, 3), (trained.BestEpoch, trained.History.Count, training.Epoch));
        Assert.Equal(training.StepsPerEpoch, training.Step);
    }

    [Fact]
    public void A_resumed_one_ends_at_the_same_epoch()
    {
        using var first = ClassifierTraining.Start(Options, Train, Validation);
        first.Steps(2);
        using var second = ClassifierTraining.Resume(first.Checkpoint(), Options, Train, Validation);
        second.Finish();

        Assert.Equal(3, second.Complete().History.Count);
    }

    [Theory]
    [InlineData(12, 4)]
    [InlineData(200, 20)]
    public void It_waits_for_the_early_scores(int epochs, int early) =>
        Assert.Equal(early, Trainings.Train(Options with { RecordDynamics = true, Epochs = epochs }, Train, Validation).History.Count);

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, true)]
    public void Without_patience_or_with_the_last_epoch_kept_it_does_not(int patience, bool keepLast)
    {
        var trained = Trainings.Train(Options with { Epochs = 5, EarlyStoppingPatience = patience, KeepLastEpoch = keepLast }, Train, Validation);

        Assert.Equal((5, keepLast ? 5 : 1), (trained.History.Count, trained.BestEpoch));
    }
}
