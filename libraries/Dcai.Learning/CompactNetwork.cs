using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>
/// Six 3×3 convolutions of 32, 32, 64, 64, 128 and 128 channels, each followed by batch norm and ReLU, halved in size after the second
/// and the fourth; global average pooling, one dense layer.
/// </summary>
internal sealed class CompactNetwork : ClassificationNetwork
{
    private readonly ModuleList<CompactLayer> layers = [];
    private readonly Linear fc;

    /// <param name="classCount">K.</param>
    public CompactNetwork(int classCount)
        : base(nameof(CompactNetwork))
    {
        var inputChannels = 3;
        foreach (var channels in CompactLayer.Channels)
        {
            layers.Add(new CompactLayer(inputChannels, channels));
            inputChannels = channels;
        }

        fc = Linear(inputChannels, classCount);
        RegisterComponents();
    }

    /// <inheritdoc />
    public override int Stride => 4;

    /// <inheritdoc />
    protected override Linear Head => fc;

    /// <inheritdoc />
    public override Tensor Trunk(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = input;
        for (var layer = 0; layer < layers.Count; layer++)
        {
            features = CompactLayer.Pooled(layer, layers[layer].forward(features));
        }

        return features.MoveToOuterDisposeScope();
    }
}

/// <summary>One convolution with batch norm and ReLU.</summary>
internal sealed class CompactLayer : Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;

    /// <param name="inputChannels">C of the input.</param>
    /// <param name="outputChannels">C of the output.</param>
    public CompactLayer(int inputChannels, int outputChannels)
        : base(nameof(CompactLayer))
    {
        conv = Conv2d(inputChannels, outputChannels, 3, padding: 1);
        bn = BatchNorm2d(outputChannels, Normalisation.Epsilon);
        RegisterComponents();
    }

    /// <summary>Channels of each layer's output.</summary>
    public static IReadOnlyList<int> Channels { get; } = [32, 32, 64, 64, 128, 128];

    /// <summary>Halves the size after the second and the fourth layer, rounded up.</summary>
    public static Tensor Pooled(int layer, Tensor features) =>
        layer is 1 or 3 ? functional.max_pool2d(features, 2, 2, ceil_mode: true) : features;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return bn.ForwardRelu(conv.forward(input)).MoveToOuterDisposeScope();
    }
}
