using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>Tells real images of a class from painted ones: five convolutions with leaky ReLU between them.</summary>
/// <remarks>After Radford et al. 2015, https://arxiv.org/abs/1511.06434, without batch norm, so that real and painted images can go through it together.</remarks>
internal sealed class GanDiscriminator : Module<Tensor, Tensor>
{
    private const double Slope = 0.2;

    private readonly ModuleList<SpectralConvolution> layers = [];

    /// <param name="classCount">K.</param>
    /// <param name="width">That of the generator.</param>
    /// <param name="imageSize">H = W, a multiple of 8.</param>
    /// <param name="normaliseSpectrally">Whether kernels are divided by their largest singular value.</param>
    public GanDiscriminator(int classCount, int width, int imageSize, bool normaliseSpectrally)
        : base(nameof(GanDiscriminator))
    {
        Add(Conv2d(1 + classCount, 2L * width, 4, stride: 2, padding: 1));
        Add(Conv2d(2L * width, 4L * width, 4, stride: 2, padding: 1));
        Add(Conv2d(4L * width, 8L * width, 4, stride: 2, padding: 1));
        Add(Conv2d(8L * width, 8L * width, 3, padding: 1));
        Add(Conv2d(8L * width, 1, imageSize >> GanGenerator.Doublings));
        RegisterComponents();

        void Add(Conv2d convolution) => layers.Add(new SpectralConvolution(convolution, normaliseSpectrally));
    }

    /// <summary>To be called before each training step of the discriminator.</summary>
    public void Iterate()
    {
        foreach (var layer in layers)
        {
            layer.Iterate();
        }
    }

    /// <summary>How real images look.</summary>
    /// <param name="input">float32 [N, 1 + K, H, W]: the image in [−1, 1], then a plane of ones for its class and of zeros for the others. Borrowed.</param>
    /// <returns>float32 [N] logits, high is real. Owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = input;
        for (var layer = 0; layer < layers.Count - 1; layer++)
        {
            features = functional.leaky_relu(layers[layer].forward(features), Slope, inplace: true);
        }

        return layers[layers.Count - 1].forward(features).flatten().MoveToOuterDisposeScope(); // [N]
    }
}
