using Dcai.Torch;
using static TorchSharp.torch;

namespace Dcai.Learning.Tests;

public sealed class WhenATrainingBeginsWithWeights
{
    private static readonly LabelledImages Images = GeneratedImages.Of(9, 3, seed: 1);
    private static readonly TrainingOptions Options = new() { ClassCount = 3, Epochs = 1, Seed = 1 };
    private static readonly byte[] Earlier = Trainings.Train(Options, Images, GeneratedImages.None).Weights;

    [Fact]
    public void It_has_all_of_them_before_its_first_step()
    {
        using var initial = InitialWeights.FromSafeTensors(Earlier);
        using var training = ClassifierTraining.Start(Options with { Seed = 2 }, Images, GeneratedImages.None, initial);

        using var begun = Read(training.Checkpoint());
        using var earlier = Read(Earlier);

        Assert.Equal(earlier.Tensors.Keys.Order(), training.Transfer!.Taken.Order());
        Assert.Empty(training.Transfer.Absent);
        Assert.All(earlier.Tensors, tensor => Assert.True(tensor.Value.Equals(begun.Tensors["current." + tensor.Key]), tensor.Key));
    }

    [Fact]
    public void The_dense_layer_stays_drawn_where_the_number_of_classes_differs()
    {
        using var initial = InitialWeights.FromSafeTensors(Earlier);
        var options = Options with { ClassCount = 4, Seed = 2 };
        using var begun = ClassifierTraining.Start(options, Images, GeneratedImages.None, initial);
        using var drawn = ClassifierTraining.Start(options, Images, GeneratedImages.None);

        using var begunState = Read(begun.Checkpoint());
        using var drawnState = Read(drawn.Checkpoint());

        Assert.Equal(["fc.bias", "fc.weight"], begun.Transfer!.OtherShape.Order());
        Assert.True(begunState.Tensors["current.fc.weight"].Equals(drawnState.Tensors["current.fc.weight"]));
        Assert.False(begunState.Tensors["current.conv1.weight"].Equals(drawnState.Tensors["current.conv1.weight"]));
    }

    [Fact]
    public void A_part_of_them_is_enough()
    {
        using var initial = InitialWeights.FromSafeTensors(Save(("conv1.weight", [64, 3, 7, 7]), ("layer4.conv.weight", [9])));

        using var training = ClassifierTraining.Start(Options, Images, GeneratedImages.None, initial);

        Assert.Equal(["conv1.weight"], training.Transfer!.Taken);
        Assert.Contains("conv1.bias", training.Transfer.Absent);
    }

    [Fact]
    public void Weights_of_which_none_fit_are_refused_with_both_shapes()
    {
        using var initial = InitialWeights.FromSafeTensors(Save(("conv1.weight", [32, 3, 3, 3]), ("fc.weight", [3, 256]), ("fc.bias", [3])));

        var refused = Assert.Throws<ArgumentException>(() => ClassifierTraining.Start(Options, Images, GeneratedImages.None, initial));

        Assert.Contains("conv1.weight: [32, 3, 3, 3] instead of [64, 3, 7, 7]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_of_anything_else_are_refused() =>
        Assert.Throws<InvalidDataException>(() => InitialWeights.FromSafeTensors("not safetensors, but long enough"u8.ToArray()));

    [Fact]
    public void A_warm_start_knows_what_was_learnt_before()
    {
        var options = Options with { Epochs = 30, LearningRate = 1e-3 };
        var images = GeneratedImages.Of(8, 4, seed: 1);
        using var initial = InitialWeights.FromSafeTensors(Trainings.Train(options with { ClassCount = 4 }, images, GeneratedImages.None).Weights);

        using var warm = ClassifierTraining.Start(options with { ClassCount = 4, Epochs = 1, Seed = 3 }, images, GeneratedImages.None, initial);
        warm.Finish();

        Assert.True(warm.History[0].TrainLoss < 0.1, $"The loss of the first epoch is {warm.History[0].TrainLoss}.");
    }

    private static SafeTensorFile Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return SafeTensors.Load(stream);
    }

    private static byte[] Save(params (string Name, long[] Shape)[] tensors)
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        SafeTensors.Save(stream, tensors.ToDictionary(entry => entry.Name, entry => ones(entry.Shape)));
        return stream.ToArray();
    }
}
