using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>A convolution whose kernel, as a matrix, is divided by its largest singular value where that is wanted.</summary>
/// <remarks>Miyato et al. 2018, https://arxiv.org/abs/1802.05957: one step of power iteration per training step; the vectors are no part of the gradient.</remarks>
internal sealed class SpectralConvolution : Module<Tensor, Tensor>
{
    private const float SmallestNorm = 1e-12f;

    private readonly Conv2d conv;
    private readonly Tensor left;
    private readonly Tensor right;
    private readonly bool _isNormalised;

    /// <param name="convolution">Owned from now on.</param>
    /// <param name="normalise">Whether it is normalised.</param>
    public SpectralConvolution(Conv2d convolution, bool normalise)
        : base(nameof(SpectralConvolution))
    {
        (conv, _isNormalised) = (convolution, normalise);
        left = ones(convolution.out_channels).DetachFromDisposeScope();
        right = ones(convolution.in_channels * convolution.kernel_size[0] * convolution.kernel_size[1]).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Takes one step towards the kernel's first pair of singular vectors.</summary>
    public void Iterate()
    {
        if (!_isNormalised)
        {
            return;
        }

        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        var matrix = Matrix(); // [out, in·h·w]
        right.copy_(Unit(matrix.t().matmul(left)));
        left.copy_(Unit(matrix.matmul(right)));
    }

    /// <summary>The kernel as it is applied.</summary>
    /// <returns>float32 [out, in, h, w], channels last. Owned by the caller.</returns>
    public Tensor Kernel()
    {
        using var scope = NewDisposeScope();
        var kernel = _isNormalised ? (conv.weight / left.dot(Matrix().matmul(right))).AsChannelsLast() : conv.weight.alias();
        return kernel.MoveToOuterDisposeScope();
    }

    /// <summary>Applies a kernel with this convolution's bias, stride and padding.</summary>
    /// <param name="input">float32 [N, C, H, W]. Borrowed.</param>
    /// <param name="kernel">float32 [out, C, h, w]. Borrowed.</param>
    /// <returns>float32 [N, out, H′, W′]. Owned by the caller.</returns>
    public Tensor Convolve(Tensor input, Tensor kernel) => conv.ForwardWinograd(input, kernel);

    /// <param name="input">float32 [N, C, H, W]. Borrowed.</param>
    /// <returns>float32 [N, out, H′, W′]. Owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Convolve(input, Kernel()).MoveToOuterDisposeScope();
    }

    private Tensor Matrix() => conv.weight.reshape(conv.out_channels, -1);

    private static Tensor Unit(Tensor vector) => vector / (vector.square().sum().sqrt() + SmallestNorm);
}
