using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning.Tests;

public sealed class WhenSpectraAreNormalised
{
    [Fact]
    public void The_kernel_comes_to_have_the_largest_singular_value_1()
    {
        using var scope = NewDisposeScope();
        var convolution = Conv2d(2, 2, 1, bias: false);
        using (no_grad())
        {
            // As a matrix diag(3, 0.5): its largest singular value is 3.
            convolution.weight.copy_(tensor([3f, 0, 0, 0.5f], [2L, 2, 1, 1]));
        }

        using var layer = new SpectralConvolution(convolution, normalise: true);
        for (var step = 0; step < 30; step++)
        {
            layer.Iterate();
        }

        var output = ImageTensor.Values(layer.forward(ones(1, 2, 1, 1)));

        Assert.Equal(1, output[0], 1e-4f);
        Assert.Equal(0.5f / 3, output[1], 1e-4f);
    }
}
