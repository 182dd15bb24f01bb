using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>Paints gray images of a class out of noise: eight convolutions, each but the last followed by batch norm and ReLU.</summary>
/// <remarks>
/// After Radford et al. 2015, https://arxiv.org/abs/1511.06434, conditioned as by Mirza and Osindero 2014, https://arxiv.org/abs/1411.1784: the class is
/// given beside the noise. The size is doubled by repeating pixels before a convolution instead of by a transposed one with weights of its own, which
/// leaves a checkerboard (Odena et al. 2016, https://doi.org/10.23915/distill.00003).
/// </remarks>
internal sealed class GanGenerator : Module<Tensor, Tensor>
{
    /// <summary>How often the size is doubled.</summary>
    public const int Doublings = 3;

    private readonly ConvTranspose2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly ModuleList<Conv2d> convolutions = [];
    private readonly ModuleList<BatchNorm2d> normalisations = [];

    /// <param name="inputSize">Noise and classes together.</param>
    /// <param name="width">Channels of the last layers.</param>
    /// <param name="imageSize">H = W, a multiple of 8.</param>
    public GanGenerator(int inputSize, int width, int imageSize)
        : base(nameof(GanGenerator))
    {
        conv1 = ConvTranspose2d(inputSize, 8L * width, imageSize >> Doublings, bias: false);
        bn1 = BatchNorm2d(8L * width);
        ReadOnlySpan<int> channels = [8, 4, 4, 2, 2, 1, 1];
        for (var layer = 1; layer < channels.Length; layer++)
        {
            convolutions.Add(Conv2d(channels[layer - 1] * width, channels[layer] * width, 3, padding: 1, bias: false));
            normalisations.Add(BatchNorm2d(channels[layer] * width));
        }

        convolutions.Add(Conv2d(width, 1, 3, padding: 1));
        RegisterComponents();
    }

    /// <summary>Paints images.</summary>
    /// <param name="input">float32 [N, noise + K, 1, 1]: noise, then 1 at the class and 0 elsewhere. Borrowed.</param>
    /// <returns>float32 [N, 1, H, W], range [−1, 1], 1 is white. Owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = bn1.ForwardRelu(Unfold(input)); // [N, 8·width, H/8, W/8]
        for (var layer = 0; layer < normalisations.Count; layer++)
        {
            var convolution = convolutions[layer];
            features = normalisations[layer].ForwardRelu(layer % 2 == 0 ? convolution.ForwardWinograd(features, convolution.weight) : convolution.ForwardDoubled(features)); // of twice the size
        }

        return convolutions[normalisations.Count].forward(features).tanh_().MoveToOuterDisposeScope(); // [N, 1, H, W]
    }

    /// <summary>The first convolution, transposed: of a single pixel it is a product with a matrix.</summary>
    private Tensor Unfold(Tensor input)
    {
        var (C, H, W) = (conv1.out_channels, conv1.kernel_size[0], conv1.kernel_size[1]);
        var kernel = conv1.weight.permute(0, 2, 3, 1).flatten(1); // [noise + K, H·W·C]
        return input.flatten(1).matmul(kernel).reshape(-1, H, W, C).permute(0, 3, 1, 2); // [N, C, H, W], channels last
    }
}
