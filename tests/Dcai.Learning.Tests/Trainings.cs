namespace Dcai.Learning.Tests;

internal static class Trainings
{
    public static void Finish(this ClassifierTraining training) =>
        training.Run(TimeSpan.MaxValue, TimeProvider.System, null, default);

    public static void Steps(this ClassifierTraining training, int count)
    {
        for (var i = 0; i < count; i++)
        {
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
        }
    }

    public static TrainedClassifier Train(TrainingOptions options, LabelledImages train, LabelledImages validation)
    {
        using var training = ClassifierTraining.Start(options, train, validation);
        training.Finish();
        return training.Complete();
    }

    /// <summary>The metrics without the times, which are never equal.</summary>
    public static IEnumerable<EpochMetrics> WithoutTimes(this IEnumerable<EpochMetrics> history) =>
        history.Select(epoch => epoch with { Seconds = 0 });
}
