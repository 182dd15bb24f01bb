namespace Dcai.Learning.Tests;

public sealed class WhenTheSeedIsEqual
{
    private static readonly LabelledImages Train = GeneratedImages.Of(20, 3, seed: 1);
    private static readonly LabelledImages Validation = GeneratedImages.Of(6, 3, seed: 2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_trainings_are_equal_to_the_bit(bool augment)
    {
        var first = Trainings.Train(Options(7, augment), Train, Validation);
        var second = Trainings.Train(Options(7, augment), Train, Validation);

        Assert.Equal(first.History.WithoutTimes(), second.History.WithoutTimes());
        Assert.Equal(first.Weights, second.Weights);
    }

    [Fact]
    public async Task Another_training_beside_it_changes_nothing()
    {
        var alone = Trainings.Train(Options(7, augment: true), Train, Validation);

        var together = await Task.WhenAll(
            Task.Run(() => Trainings.Train(Options(7, augment: true), Train, Validation)),
            Task.Run(() => Trainings.Train(Options(8, augment: true), Train, Validation)),
            Task.Run(() => Trainings.Train(Options(7, augment: true), Train, Validation)));

        Assert.Equal(alone.Weights, together[0].Weights);
        Assert.Equal(alone.Weights, together[2].Weights);
        Assert.NotEqual(alone.Weights, together[1].Weights);
        Assert.NotEqual(alone.History[0].TrainLoss, together[1].History[0].TrainLoss);
    }

    private static TrainingOptions Options(ulong seed, bool augment) =>
        new() { ClassCount = 3, Epochs = 3, Seed = seed, Augment = augment };
}
