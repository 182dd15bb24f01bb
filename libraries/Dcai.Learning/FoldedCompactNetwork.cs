using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary><see cref="CompactNetwork"/> in evaluation.</summary>
internal sealed class FoldedCompactNetwork : FoldedNetwork
{
    /// <inheritdoc cref="FoldedNetwork(IReadOnlyDictionary{string, Tensor}, Device)"/>
    public FoldedCompactNetwork(IReadOnlyDictionary<string, Tensor> state, Device device)
        : base(state, device)
    {
        for (var layer = 0; layer < CompactLayer.Channels.Count; layer++)
        {
            Fold($"layers.{layer}.conv", $"layers.{layer}.bn");
        }
    }

    /// <inheritdoc />
    protected override Tensor Trunk(Tensor input)
    {
        var features = input;
        for (var layer = 0; layer < CompactLayer.Channels.Count; layer++)
        {
            features = CompactLayer.Pooled(layer, Convolve($"layers.{layer}.conv", features, padding: 1).relu_());
        }

        return features;
    }
}
