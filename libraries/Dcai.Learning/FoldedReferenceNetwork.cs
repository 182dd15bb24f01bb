using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary><see cref="ReferenceNetwork"/> in evaluation.</summary>
internal sealed class FoldedReferenceNetwork : FoldedNetwork
{
    private const int Blocks = 3;

    /// <inheritdoc cref="FoldedNetwork(IReadOnlyDictionary{string, Tensor}, Device)"/>
    public FoldedReferenceNetwork(IReadOnlyDictionary<string, Tensor> state, Device device)
        : base(state, device)
    {
        Fold("conv1", "bn1");
        for (var block = 0; block < Blocks; block++)
        {
            for (var layer = 1; layer <= 3; layer++)
            {
                Fold($"layer1.{block}.conv{layer}", $"layer1.{block}.bn{layer}");
            }
        }

        Fold("layer1.0.downsample.0", "layer1.0.downsample.1");
    }

    /// <inheritdoc />
    protected override Tensor Trunk(Tensor input)
    {
        var features = Convolve("conv1", input, stride: 2, padding: 3).relu_(); // [N, 64, H/2, W/2]
        features = functional.max_pool2d(features, 3, 2, 1); // [N, 64, H/4, W/4]
        for (var block = 0; block < Blocks; block++)
        {
            var name = $"layer1.{block}";
            var shortcut = block == 0 ? Convolve(name + ".downsample.0", features) : features;
            var inner = Convolve(name + ".conv1", features).relu_();
            inner = Convolve(name + ".conv2", inner, padding: 1).relu_();
            features = Convolve(name + ".conv3", inner).add_(shortcut).relu_(); // [N, 256, H/4, W/4]
        }

        return features;
    }
}
