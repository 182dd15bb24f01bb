using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning.Tests;

public sealed class WhenATrainingIsWatched
{
    private static readonly TrainingOptions Options =
        new() { ClassCount = 3, Epochs = 12, LearningRate = 1e-3, Seed = 1, RecordDynamics = true, BatchNormMomentum = 0.1 };

    [Fact]
    public void The_scores_are_those_of_their_definitions()
    {
        var recorder = new DynamicsRecorder([0, 1], classCount: 3);

        recorder.Note([1, 0], [1, 3, 0, 2, 0, 1], isEarlyEpoch: false);
        recorder.Note([0, 1], [0, 1, 0, 0, 0, 0], isEarlyEpoch: true);
        recorder.Note([0], [5, 0, 0], isEarlyEpoch: false);
        recorder.Note([0], [0, 5, 0], isEarlyEpoch: false);
        var dynamics = recorder.Result(["a", "b"], withGradientNorms: false);

        Assert.Equal(["a", "b"], dynamics.SampleIds);
        Assert.Equal([((2 - 1) + (0 - 1) + (5 - 0) + (0 - 5)) / 4.0, ((3 - 1) + (0 - 0)) / 2.0], dynamics.AreaUnderMargin);
        Assert.Equal([2, 1], dynamics.ForgettingEvents);
        Assert.Equal([false, false], dynamics.NeverLearned);
        Assert.Equal(Math.Sqrt((4.0 / 9) + (2 * (1.0 / 9))), dynamics.El2n[1], 1e-6);
        var sum = Math.E + 2;
        Assert.Equal(Math.Sqrt(Math.Pow((1 / sum) - 1, 2) + Math.Pow(Math.E / sum, 2) + Math.Pow(1 / sum, 2)), dynamics.El2n[0], 1e-6);
        Assert.Null(dynamics.GradientNorms);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.2, false)]
    [InlineData(0, true)]
    public void A_wrong_label_stands_out(double mixup, bool weighted)
    {
        var train = WithWrongLabel(out var wrong);

        var dynamics = Trainings.Train(Options with { MixupAlpha = mixup, ClassWeightedSampling = weighted }, train, GeneratedImages.None).Dynamics!;

        Assert.Equal(train.SampleIds, dynamics.SampleIds);
        Assert.All([dynamics.AreaUnderMargin.Length, dynamics.ForgettingEvents.Length, dynamics.NeverLearned.Length, dynamics.El2n.Length], length => Assert.Equal(30, length));
        Assert.All(dynamics.El2n, value => Assert.InRange(value, 0, 1.4143));
        Assert.Equal(wrong, Array.IndexOf(dynamics.AreaUnderMargin, dynamics.AreaUnderMargin.Min()));
    }

    [Fact]
    public void The_gradient_of_a_wrong_label_is_long()
    {
        var train = WithWrongLabel(out var wrong);

        var norms = Trainings.Train(Options with { RecordGradientNorms = true, Epochs = 20 }, train, GeneratedImages.None).Dynamics!.GradientNorms!;

        Assert.Equal(30, norms.Length);
        Assert.All(norms, norm => Assert.True(float.IsFinite(norm) && norm >= 0));
        Assert.True(norms.Count(norm => norm > norms[wrong]) < 5, $"The wrong label has {norms[wrong]} among {string.Join(", ", norms.Order())}.");
    }

    [Fact]
    public void The_gradient_norm_says_how_fast_a_step_lowers_the_loss()
    {
        using var scope = NewDisposeScope();
        using var network = Formula.Fill(new ReferenceNetwork(3));
        var image = ImageTensor.Of(GeneratedImages.Of(1, 3, seed: 1), 0, 1, CPU) - ImageTensor.Means(CPU);
        network.eval();
        var label = network.forward(image).argmin(1); // the class that has most to learn

        var norm = GradientNorm.Of(network, image, label);

        var before = functional.cross_entropy(network.forward(image), label).item<float>();
        var step = 1e-2 / (norm * norm);
        using (no_grad())
        {
            foreach (var parameter in network.parameters())
            {
                parameter.sub_(parameter.grad!.mul(step));
            }
        }

        var after = functional.cross_entropy(network.forward(image), label).item<float>();
        Assert.Equal(1e-2, before - after, 1e-3);
    }

    [Fact]
    public void Watching_changes_nothing_of_the_training()
    {
        var train = GeneratedImages.Of(20, 3, seed: 1);

        var watched = Trainings.Train(Options with { Epochs = 3, RecordGradientNorms = true }, train, GeneratedImages.None);
        var alone = Trainings.Train(Options with { Epochs = 3, RecordDynamics = false }, train, GeneratedImages.None);

        Assert.Equal(alone.Weights, watched.Weights);
        Assert.Null(alone.Dynamics);
    }

    private static LabelledImages WithWrongLabel(out int wrong)
    {
        wrong = 7;
        var images = GeneratedImages.Of(30, 3, seed: 4);
        int[] labels = [.. images.Labels];
        labels[wrong] = (labels[wrong] + 1) % 3;
        return new LabelledImages(images.SampleIds, images.Pixels, labels);
    }
}
