namespace Dcai.Learning.Tests;

public sealed class WhenATrainingIsCut : IClassFixture<WhenATrainingIsCut.Uninterrupted>
{
    // 20 images in batches of 8: three steps an epoch, the last of 4 images; nine steps in all.
    private static readonly LabelledImages Train = GeneratedImages.Of(20, 3, seed: 1);
    private static readonly LabelledImages Validation = GeneratedImages.Of(6, 3, seed: 2);
    private static readonly TrainingOptions Options = new() { ClassCount = 3, Epochs = 3, Seed = 5, Augment = true };
    private readonly Uninterrupted _uninterrupted;

    public WhenATrainingIsCut(Uninterrupted uninterrupted) => _uninterrupted = uninterrupted;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(9)]
    public void The_resumed_one_ends_with_the_same_bits(int stepsBefore)
    {
        byte[] checkpoint;
        using (var first = ClassifierTraining.Start(Options, Train, Validation))
        {
            first.Steps(stepsBefore);
            checkpoint = first.Checkpoint();
        }

        using var second = ClassifierTraining.Resume(checkpoint, Options, Train, Validation);
        Assert.Equal(checkpoint, second.Checkpoint());
        second.Finish();
        var resumed = second.Complete();

        Assert.Equal(_uninterrupted.Result.History.WithoutTimes(), resumed.History.WithoutTimes());
        Assert.Equal(_uninterrupted.Result.BestEpoch, resumed.BestEpoch);
        Assert.Equal(_uninterrupted.Result.Weights, resumed.Weights);
    }

    [Fact]
    public void Cutting_after_every_step_changes_nothing()
    {
        var training = ClassifierTraining.Start(Options, Train, Validation);
        while (!training.IsFinished)
        {
            training.Steps(1);
            var checkpoint = training.Checkpoint();
            training.Dispose();
            training = ClassifierTraining.Resume(checkpoint, Options, Train, Validation);
        }

        var resumed = training.Complete();
        training.Dispose();

        Assert.Equal(_uninterrupted.Result.Weights, resumed.Weights);
        Assert.Equal(_uninterrupted.Result.History.WithoutTimes(), resumed.History.WithoutTimes());
    }

    [Fact]
    public void A_used_up_slice_returns_after_a_step()
    {
        using var training = ClassifierTraining.Start(Options, Train, Validation);

        training.Run(TimeSpan.FromTicks(1), TimeProvider.System, null, default);

        Assert.Equal((1, 1), (training.Epoch, training.Step));
        Assert.False(training.IsFinished);
    }

    [Fact]
    public void Cancelling_returns_between_two_steps_and_loses_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        using var training = ClassifierTraining.Start(Options, Train, Validation);

        training.Run(TimeSpan.MaxValue, TimeProvider.System, tick => CancelAt(tick, epoch: 2, step: 2), cancellation.Token);
        Assert.Equal((2, 2), (training.Epoch, training.Step));
        training.Run(TimeSpan.MaxValue, TimeProvider.System, null, cancellation.Token);
        Assert.Equal((2, 2), (training.Epoch, training.Step));
        training.Finish();

        Assert.Equal(_uninterrupted.Result.Weights, training.Complete().Weights);

        void CancelAt(TrainingTick tick, int epoch, int step)
        {
            if ((tick.Epoch, tick.Step) == (epoch, step))
            {
                cancellation.Cancel();
            }
        }
    }

    [Fact]
    public void Other_options_or_data_are_refused()
    {
        using var training = ClassifierTraining.Start(Options, Train, Validation);
        var checkpoint = training.Checkpoint();

        var options = Assert.Throws<InvalidDataException>(() => ClassifierTraining.Resume(checkpoint, Options with { Seed = 6 }, Train, Validation));
        var data = Assert.Throws<InvalidDataException>(() => ClassifierTraining.Resume(checkpoint, Options, Validation, Validation));
        using var otherThreads = ClassifierTraining.Resume(checkpoint, Options with { Threads = 2 }, Train, Validation);

        Assert.Contains("Seed = 6", options.Message, StringComparison.Ordinal);
        Assert.Contains("other images or labels", data.Message, StringComparison.Ordinal);
        Assert.Equal(0, otherThreads.Step);
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused()
    {
        using var training = ClassifierTraining.Start(Options, Train, Validation);
        var checkpoint = training.Checkpoint();

        Assert.Throws<InvalidDataException>(() => ClassifierTraining.Resume(checkpoint.AsMemory(0, 5), Options, Train, Validation));
        Assert.Throws<InvalidDataException>(() => ClassifierTraining.Resume(checkpoint.AsMemory(0, 5000), Options, Train, Validation));
        Assert.Throws<InvalidDataException>(() => ClassifierTraining.Resume(_uninterrupted.Result.Weights, Options, Train, Validation));
    }

    public sealed class Uninterrupted
    {
        public TrainedClassifier Result { get; } = Trainings.Train(Options, Train, Validation);
    }
}
