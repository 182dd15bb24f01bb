using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>A trunk of convolutions, global average pooling, one dense layer.</summary>
/// <remarks>Every parameter name that begins with <see cref="HeadPrefix"/> belongs to the dense layer, every other one to the trunk.</remarks>
/// <param name="name">Of the module.</param>
internal abstract class ClassificationNetwork(string name) : Module<Tensor, Tensor>(name)
{
    /// <summary>What the names of the dense layer's weights begin with.</summary>
    public const string HeadPrefix = "fc.";

    /// <summary>D, the number of features between pooling and dense layer.</summary>
    public long FeatureCount => Head.in_features;

    /// <summary>How many pixels of the input one place of the trunk's output stands for, each way; sizes are rounded up.</summary>
    public abstract int Stride { get; }

    protected abstract Linear Head { get; }

    /// <summary>Features by place.</summary>
    /// <param name="input">float32 [N, 3, H, W]; BGR minus the means of <see cref="PixelMeans"/>. Borrowed: the caller disposes it.</param>
    /// <returns>float32 [N, D, ⌈H / stride⌉, ⌈W / stride⌉], same device. Owned by the caller.</returns>
    public abstract Tensor Trunk(Tensor input);

    /// <summary>Class scores for a batch of images.</summary>
    /// <param name="input">float32 [N, 3, H, W]; BGR minus the means of <see cref="PixelMeans"/>. Borrowed: the caller disposes it.</param>
    /// <returns>float32 [N, K] logits (not probabilities), same device. Owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Head.forward(Trunk(input).MeanOverPixels()).MoveToOuterDisposeScope(); // [N, K]
    }

    /// <summary>Draws the first weights.</summary>
    public void Initialise(Xoshiro256 random) => GlorotUniform.Fill(this, random);
}
