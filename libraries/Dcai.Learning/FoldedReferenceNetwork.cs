using Dcai.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>
/// <see cref="ReferenceNetwork"/> in evaluation, each batch norm multiplied into its convolution:
/// w′ = w·γ/√(σ² + ε), b′ = (b − μ)·γ/√(σ² + ε) + β.
/// </summary>
internal sealed class FoldedReferenceNetwork : IDisposable
{
    private const int Blocks = 3;

    private readonly Dictionary<string, (Tensor Weight, Tensor Bias)> _layers = new(StringComparer.Ordinal);

    /// <param name="state">The network's state by name, on any device. Borrowed for the call.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="InvalidDataException">A tensor is missing; the message names it.</exception>
    public FoldedReferenceNetwork(IReadOnlyDictionary<string, Tensor> state, Device device)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        Fold("conv1", "bn1");
        for (var block = 0; block < Blocks; block++)
        {
            for (var layer = 1; layer <= 3; layer++)
            {
                Fold($"layer1.{block}.conv{layer}", $"layer1.{block}.bn{layer}");
            }
        }

        Fold("layer1.0.downsample.0", "layer1.0.downsample.1");
        Keep("fc", Required("fc.weight").to(device), Required("fc.bias").to(device));

        void Fold(string convolution, string normalisation)
        {
            var factor = Required(normalisation + ".weight") / (Required(normalisation + ".running_var") + Normalisation.Epsilon).sqrt();
            var weight = Required(convolution + ".weight") * factor.reshape(-1, 1, 1, 1);
            var bias = ((Required(convolution + ".bias") - Required(normalisation + ".running_mean")) * factor)
                + Required(normalisation + ".bias");
            Keep(convolution, weight.to(device).AsChannelsLast(), bias.to(device));
        }

        void Keep(string name, Tensor weight, Tensor bias) =>
            _layers[name] = (weight.clone().DetachFromDisposeScope(), bias.clone().DetachFromDisposeScope());

        Tensor Required(string name) =>
            state.GetValueOrDefault(name) ?? throw new InvalidDataException($"The classifier lacks {name}.");
    }

    /// <summary>Class scores for a batch of images.</summary>
    /// <param name="input">float32 [N, 3, H, W]; BGR minus the means of <see cref="PixelMeans"/>. Borrowed.</param>
    /// <returns>float32 [N, K] logits, same device. Owned by the caller.</returns>
    public Tensor Forward(Tensor input)
    {
        using var scope = NewDisposeScope();
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

        var (weight, bias) = _layers["fc"];
        return functional.linear(features.mean([2L, 3L]), weight, bias).MoveToOuterDisposeScope(); // [N, K]
    }

    public void Dispose()
    {
        foreach (var (weight, bias) in _layers.Values)
        {
            weight.Dispose();
            bias.Dispose();
        }
    }

    private Tensor Convolve(string name, Tensor input, long stride = 1, long padding = 0)
    {
        var (weight, bias) = _layers[name];
        return functional.conv2d(input, weight, bias, [stride, stride], [padding, padding]);
    }
}
