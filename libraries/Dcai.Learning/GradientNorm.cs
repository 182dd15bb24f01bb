using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>How much one image alone would change the weights.</summary>
internal static class GradientNorm
{
    /// <summary>Notes the norm of each image's own gradient.</summary>
    /// <param name="network">In training, before and after.</param>
    /// <param name="images">N images.</param>
    /// <param name="labels">int64 [N]. Borrowed.</param>
    /// <param name="dynamics">Where to.</param>
    public static void Note(ClassificationNetwork network, PreparedImages images, Tensor labels, DynamicsRecorder dynamics)
    {
        for (var row = 0; row < images.Count; row++)
        {
            using var scope = NewDisposeScope();
            var index = ImageTensor.Index([row], labels.device);
            dynamics.NoteGradientNorm(row, Of(network, images.Centred(images.Gather(index)), labels.index_select(0, index)));
        }

        network.train();
    }

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
