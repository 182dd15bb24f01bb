using static TorchSharp.torch;

namespace Dcai.Learning.Tests;

public sealed class WhenAGeneratorIsTrained : IClassFixture<WhenAGeneratorIsTrained.Known>
{
    private readonly Known _known;

    public WhenAGeneratorIsTrained(Known known) => _known = known;

    [Fact]
    public void It_comes_to_paint_images_that_the_classifier_recognises()
    {
        using var training = GanTraining.Start(
            Known.Options with { Iterations = 150, Gamma = 0, CheckIterations = 25, Width = 8, LearningRate = 2e-3, AverageDecay = 0.9, Patience = 0 }, Known.Images, _known.Classifier);
        Finish(training);

        var trained = training.Complete();

        Assert.Equal((GanEnd.Iterations, 0), (trained.End, trained.Rollbacks));
        var kept = trained.Checks.Single(check => check.Iteration == trained.KeptIteration);
        Assert.Equal(trained.Checks.Min(check => check.FrechetDistance), kept.FrechetDistance);
        Assert.True(kept.FrechetDistance < 0.5 * trained.Checks[0].FrechetDistance, Said(trained));
        Assert.True(kept.Agreement > 0.6, Said(trained));
    }

    [Fact]
    public void A_large_gamma_makes_the_classifier_err_more_often()
    {
        var options = Known.Options with { Iterations = 120, CheckIterations = 120, RampIterations = 1, Width = 8, LearningRate = 2e-3, AverageDecay = 0.9, MostRollbacks = 0 };

        var plain = Train(options with { Gamma = 0 });
        var adversarial = Train(options with { Gamma = 2 });

        Assert.True(adversarial.Checks[^1].Agreement < plain.Checks[^1].Agreement - 0.2, $"{Said(plain)}\n{Said(adversarial)}");
    }

    [Fact]
    public void Gamma_rises_linearly_to_its_largest_value()
    {
        var trained = Train(Known.Options with { Iterations = 8, CheckIterations = 2, RampIterations = 5, Gamma = 0.5 });

        Assert.Equal([0.1, 0.3, 0.5, 0.5], trained.Checks.Select(check => Math.Round(check.Gamma, 10)));
    }

    [Fact]
    public void Gamma_may_wait_before_it_rises()
    {
        var trained = Train(Known.Options with { Iterations = 8, CheckIterations = 2, RampAfterIterations = 3, RampIterations = 7, Gamma = 0.4 });

        Assert.Equal([0, 0, 0.2, 0.4], trained.Checks.Select(check => Math.Round(check.Gamma, 10)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Train(Known.Options with { RampAfterIterations = Known.Options.RampIterations }));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Cutting_after_every_step_changes_nothing(bool augment, bool normalise)
    {
        var options = Known.Options with { Iterations = 6, CheckIterations = 2, AugmentDifferentiably = augment, NormaliseSpectrally = normalise };
        var whole = Train(options);

        var training = GanTraining.Start(options, Known.Images, _known.Classifier);
        while (!training.IsFinished)
        {
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
            var checkpoint = training.Checkpoint();
            training.Dispose();
            training = GanTraining.Resume(checkpoint, options, Known.Images, _known.Classifier);
            Assert.Equal(checkpoint, training.Checkpoint());
        }

        var resumed = training.Complete();
        training.Dispose();
        Assert.Equal(whole.Checks, resumed.Checks);
        Assert.Equal(whole.Generator, resumed.Generator);
    }

    [Fact]
    public void A_training_that_diverges_goes_back_to_its_last_good_check_and_at_last_gives_up()
    {
        var ticks = new List<GanTick>();
        using var training = GanTraining.Start(
            Known.Options with { Iterations = 60, CheckIterations = 1, WarmUpIterations = 0, LearningRate = 1e18, MostRollbacks = 2, NormaliseSpectrally = false }, Known.Images, _known.Classifier);
        training.Run(TimeSpan.MaxValue, TimeProvider.System, ticks.Add, default);

        var trained = training.Complete();

        Assert.Equal((GanEnd.Failed, 2), (trained.End, trained.Rollbacks));
        Assert.Equal(3, trained.Checks.Count(check => check.Failure is not null));
        Assert.Equal(trained.KeptIteration == 0, trained.Generator is null);
        Assert.True(ticks[^1].Check is { Failure: not null });
    }

    [Fact]
    public void A_collapse_is_noticed_after_the_warm_up_only()
    {
        var options = Known.Options with { Iterations = 3, CheckIterations = 1, WarmUpIterations = 2, SmallestDiversity = 1, MostRollbacks = 0 };

        var trained = Train(options);

        Assert.Equal([null, GanFailure.Collapsed], trained.Checks.Select(check => check.Failure));
        Assert.Equal((GanEnd.Failed, 1), (trained.End, trained.KeptIteration));
    }

    [Fact]
    public void It_ends_when_the_distance_has_not_become_smaller_for_some_checks()
    {
        var trained = Train(Known.Options with { Iterations = 400, CheckIterations = 1, Patience = 2, Gamma = 0, LearningRate = 1e-9 });

        Assert.Equal(GanEnd.NoImprovement, trained.End);
        Assert.Equal(trained.KeptIteration + 2, trained.Checks[^1].Iteration);
    }

    [Fact]
    public void A_class_without_images_is_not_painted()
    {
        var images = GeneratedImages.Of(12, 3, seed: 1);
        var two = new LabelledImages(
            [.. images.SampleIds.Where((_, n) => images.Labels[n] < 2)],
            [.. Enumerable.Range(0, 12).Where(n => images.Labels[n] < 2).SelectMany(n => images.Pixels[(n * 3072)..((n + 1) * 3072)])],
            [.. images.Labels.Where(label => label < 2)]);
        Dcai.Imaging.Image? sheet = null;
        using var training = GanTraining.Start(Known.Options with { Iterations = 1 }, two, _known.Classifier);

        training.Run(TimeSpan.MaxValue, TimeProvider.System, tick => sheet = tick.Sheet, default);

        Assert.Equal((10 * 36, 2 * 36), (sheet!.Width, sheet.Height));
    }

    [Fact]
    public void No_tensors_are_left_over()
    {
        var before = LiveTensors.Count();
        using (var training = GanTraining.Start(Known.Options with { Iterations = 4, CheckIterations = 2 }, Known.Images, _known.Classifier))
        {
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
            var early = Tensor.TotalCount;
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
            training.Run(TimeSpan.Zero, TimeProvider.System, null, default);
            _ = training.Checkpoint();

            Assert.Equal(early, Tensor.TotalCount);
            Finish(training);
            using var generator = ImageGenerator.Load(training.Complete().Generator);
            _ = generator.Paint([0, 1], 0.7, seed: 1);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void What_is_painted_depends_on_classes_and_seed_only()
    {
        using var generator = ImageGenerator.Load(Train(Known.Options with { Iterations = 2, CheckIterations = 2 }).Generator);

        var images = generator.Paint([0, 1, 2], 0.7, seed: 1);

        Assert.Equal((3, 32), (generator.ClassCount, generator.ImageSize));
        Assert.All(images, image => Assert.Equal((32, 32, 1), (image.Width, image.Height, image.Channels)));
        Assert.Equal(images.Select(image => image.Pixels), generator.Paint([0, 1, 2], 0.7, seed: 1).Select(image => image.Pixels));
        Assert.NotEqual(images[0].Pixels, generator.Paint([0, 1, 2], 0.7, seed: 2)[0].Pixels);
        Assert.NotEqual(images[0].Pixels, generator.Paint([1, 1, 2], 0.7, seed: 1)[0].Pixels);
    }

    [Fact]
    public void Noise_is_truncated()
    {
        using var scope = NewDisposeScope();
        var input = GeneratorInput.Draw([0, 2], 3, 500, 0.7, classWeight: 2, new Xoshiro256(1), CPU);

        Assert.Equal([2, 503, 1, 1], input.shape);
        var values = ImageTensor.Values(input);
        Assert.All(values[..500], value => Assert.InRange(value, -0.7f, 0.7f));
        Assert.Equal([2, 0, 0], values[500..503]);
        Assert.Equal([0, 0, 2], values[1003..]);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var training = GanTraining.Start(Known.Options, Known.Images, _known.Classifier);
        var checkpoint = training.Checkpoint();

        Assert.Contains("Seed = 6", Assert.Throws<InvalidDataException>(() => GanTraining.Resume(checkpoint, Known.Options with { Seed = 6 }, Known.Images, _known.Classifier)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => GanTraining.Resume(checkpoint, Known.Options, GeneratedImages.Of(24, 3, seed: 2), _known.Classifier));
        Assert.Contains("3 classes", Assert.Throws<ArgumentException>(() => GanTraining.Start(Known.Options with { ClassCount = 4 }, Known.Images, _known.Classifier)).Message, StringComparison.Ordinal);
        Assert.Contains("20×20", Assert.Throws<ArgumentException>(() => GanTraining.Start(Known.Options, GeneratedImages.Of(4, 2, seed: 1, height: 20, width: 20), _known.Classifier)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => GanTraining.Start(Known.Options with { AverageDecay = 1 }, Known.Images, _known.Classifier));
        Assert.Throws<InvalidOperationException>(training.Complete);
    }

    private TrainedGan Train(GanOptions options)
    {
        using var training = GanTraining.Start(options, Known.Images, _known.Classifier);
        Finish(training);
        return training.Complete();
    }

    private static string Said(TrainedGan trained) => string.Join('\n', trained.Checks);

    private static void Finish(GanTraining training) => training.Run(TimeSpan.MaxValue, TimeProvider.System, null, default);

    public sealed class Known
    {
        public static LabelledImages Images { get; } = GeneratedImages.Of(24, 3, seed: 1);

        public static GanOptions Options { get; } = new()
        {
            ClassCount = 3,
            Seed = 5,
            BatchSize = 16,
            Width = 4,
            NoiseSize = 8,
            RampIterations = 10,
            CheckImages = 30,
            WarmUpIterations = 1000,
        };

        public byte[] Classifier { get; } = Trainings.Train(
            new TrainingOptions { ClassCount = 3, Epochs = 12, Seed = 1, Network = NetworkKind.Compact, LearningRate = 1e-3 }, Images, GeneratedImages.None).Weights;
    }
}
