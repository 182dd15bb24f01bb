namespace Dcai.Learning.Tests;

public sealed class WhenATrainingWithOptionsIsCut
{
    private static readonly LabelledImages Train = GeneratedImages.Of(20, 3, seed: 1);
    private static readonly LabelledImages Validation = GeneratedImages.Of(6, 3, seed: 2);

    private static readonly Dictionary<string, TrainingOptions> Options = new()
    {
        ["watched"] = Base() with { Augment = true, RecordDynamics = true, RecordGradientNorms = true, CosineSchedule = true, LabelSmoothing = 0.1 },
        ["mixed"] = Base() with { MixupAlpha = 0.4, ClassWeightedSampling = true, RecordDynamics = true, BatchNormMomentum = 0.1, KeepLastEpoch = true },
        ["compact"] = Base() with { Network = NetworkKind.Compact, Augment = true, EarlyStoppingPatience = 1 },
    };

    [Theory]
    [InlineData("watched")]
    [InlineData("mixed")]
    [InlineData("compact")]
    public void Cutting_after_every_step_changes_nothing(string name)
    {
        var whole = Trainings.Train(Options[name], Train, Validation);

        var training = ClassifierTraining.Start(Options[name], Train, Validation);
        while (!training.IsFinished)
        {
            training.Steps(1);
            var checkpoint = training.Checkpoint();
            training.Dispose();
            training = ClassifierTraining.Resume(checkpoint, Options[name], Train, Validation);
        }

        var cut = training.Complete();
        training.Dispose();

        Assert.Equal(whole.Weights, cut.Weights);
        Assert.Equal(whole.History.WithoutTimes(), cut.History.WithoutTimes());
        Assert.Equal(whole.ValidationLogits, cut.ValidationLogits);
        Assert.Equal(whole.Dynamics?.AreaUnderMargin, cut.Dynamics?.AreaUnderMargin);
        Assert.Equal(whole.Dynamics?.ForgettingEvents, cut.Dynamics?.ForgettingEvents);
        Assert.Equal(whole.Dynamics?.NeverLearned, cut.Dynamics?.NeverLearned);
        Assert.Equal(whole.Dynamics?.El2n, cut.Dynamics?.El2n);
        Assert.Equal(whole.Dynamics?.GradientNorms, cut.Dynamics?.GradientNorms);
    }

    [Theory]
    [InlineData("watched")]
    [InlineData("mixed")]
    [InlineData("compact")]
    public void No_tensors_are_left_over(string name)
    {
        var before = LiveTensors.Count();
        using (var training = ClassifierTraining.Start(Options[name], Train, Validation))
        {
            training.Steps(4);
            var early = TorchSharp.torch.Tensor.TotalCount;
            training.Steps(2);
            _ = training.Checkpoint();

            Assert.Equal(early, TorchSharp.torch.Tensor.TotalCount);
            training.Finish();
            _ = training.Complete();
        }

        Assert.Equal(before, TorchSharp.torch.Tensor.TotalCount);
    }

    [Fact]
    public void A_checkpoint_of_the_first_version_is_refused_by_name()
    {
        var old = WeightFile.Write(new Dictionary<string, TorchSharp.torch.Tensor>(), "dcai.classifier-training", 1, new Dictionary<string, string>());

        var refused = Assert.Throws<InvalidDataException>(() => ClassifierTraining.Resume(old, Base(), Train, Validation));

        Assert.Equal("This is version 1 of dcai.classifier-training; only version 2 is known.", refused.Message);
    }

    private static TrainingOptions Base() => new() { ClassCount = 3, Epochs = 3, Seed = 5 };
}
