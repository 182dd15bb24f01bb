using Dcai.Learning;

namespace Dcai.Bench.Gan;

/// <summary>Pixels that show nothing: time and memory do not depend on what is in the images.</summary>
internal static class RandomImages
{
    public const int Classes = 10;

    public static LabelledImages Of(int count)
    {
        var random = new Random(1);
        var pixels = new float[count * 3 * 32 * 32];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = random.NextSingle() * 255;
        }

        return new LabelledImages([.. Enumerable.Range(0, count).Select(n => $"{n:D5}")], pixels, [.. Enumerable.Range(0, count).Select(n => n % Classes)]);
    }

    /// <summary>The reference network, trained for a step.</summary>
    public static byte[] Classifier()
    {
        var few = Of(8);
        using var training = ClassifierTraining.Start(new TrainingOptions { ClassCount = Classes, Epochs = 1, Seed = 1 }, few, few);
        training.Run(TimeSpan.MaxValue, TimeProvider.System, null, default);
        return training.Complete().Weights;
    }

    /// <summary>A training without end and without checks.</summary>
    /// <param name="width">Channels of the generator's last layers.</param>
    /// <param name="withOptions">Whether with differentiable augmentation and spectral norm.</param>
    public static GanTraining Training(int width, bool withOptions) => GanTraining.Start(
        new GanOptions
        {
            ClassCount = Classes,
            Seed = 1,
            Width = width,
            RampIterations = 1,
            Iterations = int.MaxValue,
            CheckIterations = int.MaxValue,
            AugmentDifferentiably = withOptions,
            NormaliseSpectrally = withOptions,
        },
        Of(320),
        Classifier());

    public static void Steps(GanTraining training, int count)
    {
        for (var step = 0; step < count; step++)
        {
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
        }
    }
}
