using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>
/// The reference model: ResNet50 cut after the third block of its first stage, global average pooling, one dense layer.
/// About 229 000 parameters; 32 MFLOP forward per image of 32×32.
/// </summary>
/// <remarks>
/// He et al. 2015, https://arxiv.org/abs/1512.03385, conv1 to conv2_x, as Keras builds it: every convolution has a bias, batch norm has
/// ε = 1.001e-5 and momentum 0.99 (0.01 in torch's terms), kernels are Glorot-uniform and biases zero.
/// The pooling pads with zeros in Keras; after a ReLU that is the same as not counting the border.
/// The fields have the names of torchvision's ResNet: they are the names of the weights in a saved file.
/// </remarks>
internal sealed class ReferenceNetwork : ClassificationNetwork
{
    private readonly Conv2d conv1 = Conv2d(3, 64, 7, stride: 2, padding: 3);
    private readonly BatchNorm2d bn1 = Normalisation.Of(64);
    private readonly ModuleList<Bottleneck> layer1 = new(new Bottleneck(64), new Bottleneck(256), new Bottleneck(256));
    private readonly Linear fc;

    /// <param name="classCount">K.</param>
    public ReferenceNetwork(int classCount)
        : base(nameof(ReferenceNetwork))
    {
        fc = Linear(Bottleneck.OutputChannels, classCount);
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
        var features = bn1.ForwardRelu(conv1.forward(input)); // [N, 64, H/2, W/2]
        features = functional.max_pool2d(features, 3, 2, 1); // [N, 64, H/4, W/4]
        foreach (var block in layer1)
        {
            features = block.forward(features); // [N, 256, H/4, W/4]
        }

        return features.MoveToOuterDisposeScope();
    }
}

/// <summary>A residual block 1×1, 3×3, 1×1 of 64, 64 and 256 channels, stride 1; a projection shortcut where the input is narrower.</summary>
internal sealed class Bottleneck : Module<Tensor, Tensor>
{
    public const int OutputChannels = 256;
    private const int InnerChannels = 64;

    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1 = Normalisation.Of(InnerChannels);
    private readonly Conv2d conv2 = Conv2d(InnerChannels, InnerChannels, 3, padding: 1);
    private readonly BatchNorm2d bn2 = Normalisation.Of(InnerChannels);
    private readonly Conv2d conv3 = Conv2d(InnerChannels, OutputChannels, 1);
    private readonly BatchNorm2d bn3 = Normalisation.Of(OutputChannels);
    private readonly Sequential? downsample;

    /// <param name="inputChannels">C of the input.</param>
    public Bottleneck(int inputChannels)
        : base(nameof(Bottleneck))
    {
        conv1 = Conv2d(inputChannels, InnerChannels, 1);
        downsample = inputChannels == OutputChannels
            ? null
            : Sequential(("0", Conv2d(inputChannels, OutputChannels, 1)), ("1", Normalisation.Of(OutputChannels)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var shortcut = downsample is null ? input : downsample.forward(input); // [N, 256, H, W]
        var features = bn1.ForwardRelu(conv1.forward(input)); // [N, 64, H, W]
        features = bn2.ForwardRelu(conv2.forward(features));
        return bn3.ForwardRelu(conv3.forward(features), shortcut).MoveToOuterDisposeScope(); // [N, 256, H, W]
    }
}

/// <summary>Batch norm with Keras' constants.</summary>
internal static class Normalisation
{
    public const double Epsilon = 1.001e-5;

    public static BatchNorm2d Of(int channels) => BatchNorm2d(channels, Epsilon, 0.01);
}
