using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>Tells real images of a class from painted ones: five convolutions with leaky ReLU between them, and how well the features before the last one fit the class.</summary>
/// <remarks>
/// After Radford et al. 2015, https://arxiv.org/abs/1511.06434, without batch norm, so that real and painted images can go through it together. The class
/// comes in by projection (Miyato and Koyama 2018, https://arxiv.org/abs/1802.05637): the inner product of the features, summed over the places, with a vector for each class.
/// </remarks>
internal sealed class GanDiscriminator : Module<Tensor, Tensor, Tensor>
{
    private const double Slope = 0.2;

    private readonly ModuleList<SpectralConvolution> layers = [];
    private readonly SpectralConvolution last;
    private readonly SpectralConvolution expected;

    /// <param name="classCount">K.</param>
    /// <param name="width">That of the generator.</param>
    /// <param name="imageSize">H = W, a multiple of 8.</param>
    /// <param name="normaliseSpectrally">Whether kernels are divided by their largest singular value.</param>
    public GanDiscriminator(int classCount, int width, int imageSize, bool normaliseSpectrally)
        : base(nameof(GanDiscriminator))
    {
        layers.Add(Of(Conv2d(1, 2L * width, 4, stride: 2, padding: 1)));
        layers.Add(Of(Conv2d(2L * width, 4L * width, 4, stride: 2, padding: 1)));
        layers.Add(Of(Conv2d(4L * width, 8L * width, 4, stride: 2, padding: 1)));
        layers.Add(Of(Conv2d(8L * width, 8L * width, 3, padding: 1)));
        last = Of(Conv2d(8L * width, 1, imageSize >> GanGenerator.Doublings));
        expected = Of(Conv2d(classCount, 8L * width, 1, bias: false)); // a column for each class
        RegisterComponents();

        SpectralConvolution Of(Conv2d convolution) => new(convolution, normaliseSpectrally);
    }

    /// <summary>To be called before each training step of the discriminator.</summary>
    public void Iterate()
    {
        foreach (var layer in layers)
        {
            layer.Iterate();
        }

        last.Iterate();
        expected.Iterate();
    }

    /// <summary>How real images look.</summary>
    /// <param name="input1">float32 [N, 1, H, W] images, range [−1, 1]. Borrowed.</param>
    /// <param name="input2">float32 [N, K], 1 at the class and 0 elsewhere. Borrowed.</param>
    /// <returns>float32 [N] logits, high is real. Owned by the caller.</returns>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        using var scope = NewDisposeScope();
        var features = input1.AsChannelsLast();
        foreach (var layer in layers)
        {
            features = functional.leaky_relu(layer.forward(features), Slope, inplace: true);
        }

        var ofClass = expected.forward(input2.unsqueeze(-1).unsqueeze(-1)).flatten(1); // [N, 8·width]
        var fits = (features.sum([2, 3]) * ofClass).sum(1); // [N]
        return (last.forward(features).flatten() + fits).MoveToOuterDisposeScope();
    }
}
