using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>Tells real images of a class from painted ones: five convolutions with leaky ReLU between them. The class is given as a plane of ones beside the image.</summary>
/// <remarks>After Radford et al. 2015, https://arxiv.org/abs/1511.06434, without batch norm, so that real and painted images can go through it together.</remarks>
internal sealed class GanDiscriminator : Module<Tensor, Tensor, Tensor>
{
    private const double Slope = 0.2;

    private readonly SpectralConvolution first;
    private readonly ModuleList<SpectralConvolution> layers = [];

    /// <param name="classCount">K.</param>
    /// <param name="width">That of the generator.</param>
    /// <param name="imageSize">H = W, a multiple of 8.</param>
    /// <param name="normaliseSpectrally">Whether kernels are divided by their largest singular value.</param>
    public GanDiscriminator(int classCount, int width, int imageSize, bool normaliseSpectrally)
        : base(nameof(GanDiscriminator))
    {
        first = new SpectralConvolution(Conv2d(1 + classCount, 2L * width, 4, stride: 2, padding: 1), normaliseSpectrally);
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
        first.Iterate();
        foreach (var layer in layers)
        {
            layer.Iterate();
        }
    }

    /// <summary>How real images look.</summary>
    /// <param name="input1">float32 [N, 1, H, W] images, range [−1, 1]. Borrowed.</param>
    /// <param name="input2">float32 [N, K], 1 at the class and 0 elsewhere. Borrowed.</param>
    /// <returns>float32 [N] logits, high is real. Owned by the caller.</returns>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        using var scope = NewDisposeScope();
        var features = functional.leaky_relu(OfImageAndClass(input1, input2), Slope, inplace: true);
        for (var layer = 0; layer < layers.Count - 1; layer++)
        {
            features = functional.leaky_relu(layers[layer].forward(features), Slope, inplace: true);
        }

        return layers[layers.Count - 1].forward(features).flatten().MoveToOuterDisposeScope(); // [N]
    }

    /// <summary>
    /// The first convolution over [N, 1 + K, H, W], the image and K planes of ones or zeros. What a plane of ones comes to is the same for every image of the
    /// class: it is computed once for each class, not for each image.
    /// </summary>
    private Tensor OfImageAndClass(Tensor images, Tensor classes)
    {
        var kernel = first.Kernel(); // [C, 1 + K, h, w]
        var (C, K) = (kernel.shape[0], classes.shape[1]);
        var ofImage = first.Convolve(images.AsChannelsLast(), kernel.narrow(1, 0, 1).AsChannelsLast()); // [N, C, H/2, W/2]
        var (N, H, W) = (ofImage.shape[0], ofImage.shape[2], ofImage.shape[3]);
        var perClass = kernel.narrow(1, 1, K).permute(1, 0, 2, 3).reshape(K * C, 1, kernel.shape[2], kernel.shape[3]); // [K·C, 1, h, w]
        using var ones = ones_like(images.narrow(0, 0, 1));
        var maps = functional.conv2d(ones, perClass, strides: [2, 2], padding: [1, 1]).reshape(K, C, H, W).permute(0, 2, 3, 1).reshape(K, H * W * C);
        return ofImage + classes.matmul(maps).reshape(N, H, W, C).permute(0, 3, 1, 2);
    }
}
