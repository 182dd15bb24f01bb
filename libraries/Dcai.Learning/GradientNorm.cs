using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>How much one image alone would change the weights.</summary>
internal static class GradientNorm
{
    /// <summary>‖∇ −ln p(label)‖ over all weights of the network, in evaluation. Leaves gradients behind, and the network in evaluation.</summary>
    /// <param name="network">On the images' device.</param>
    /// <param name="image">float32 [1, 3, H, W]; BGR minus the means of <see cref="PixelMeans"/>. Borrowed.</param>
    /// <param name="label">int64 [1]. Borrowed.</param>
    public static float Of(ClassificationNetwork network, Tensor image, Tensor label)
    {
        using var scope = NewDisposeScope();
        network.eval();
        network.zero_grad();
        functional.cross_entropy(network.forward(image), label).backward();
        using var withoutGradient = no_grad();
        var squares = 0.0;
        foreach (var parameter in network.parameters())
        {
            if (parameter.grad is { } gradient)
            {
                squares += gradient.square().sum().item<float>();
            }
        }

        return (float)Math.Sqrt(squares);
    }
}
