using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>A network's trunk and, on top of it, one 1×1 convolution that says the pixels under each of its places.</summary>
internal sealed class MaskedAutoencoder : Module<Tensor, Tensor>
{
    /// <summary>What the names of the trunk's weights begin with.</summary>
    public const string NetworkPrefix = "network.";

    private readonly ClassificationNetwork network;
    private readonly Conv2d decoder;

    public MaskedAutoencoder(NetworkKind kind)
        : base(nameof(MaskedAutoencoder))
    {
        network = Networks.Create(kind, classCount: 1);
        decoder = Conv2d(network.FeatureCount, 3L * network.Stride * network.Stride, 1);
        RegisterComponents();
    }

    /// <summary>The trunk, with a dense layer that is not trained. Owned by this.</summary>
    public ClassificationNetwork Network => network;

    /// <summary>Reconstructs images.</summary>
    /// <param name="input">float32 [N, 3, H, W]; BGR minus the means of <see cref="PixelMeans"/>, hidden pixels 0. Borrowed.</param>
    /// <returns>float32 [N, 3, H, W] in the unit of what it is compared with. Owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (N, H, W, stride) = (input.shape[0], input.shape[2], input.shape[3], (long)network.Stride);
        var places = decoder.forward(network.Trunk(input)); // [N, 3·s·s, h, w]
        var (h, w) = (places.shape[2], places.shape[3]);
        var pixels = places.reshape(N, 3, stride, stride, h, w).permute(0, 1, 4, 2, 5, 3).reshape(N, 3, h * stride, w * stride);

        // The trunk rounds sizes up: what lies beyond the image is cut off.
        return pixels.narrow(2, 0, H).narrow(3, 0, W).MoveToOuterDisposeScope();
    }
}
