using Dcai.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>
/// A <see cref="ClassificationNetwork"/> in evaluation, each batch norm multiplied into its convolution:
/// w′ = w·γ/√(σ² + ε), b′ = (b − μ)·γ/√(σ² + ε) + β.
/// </summary>
internal abstract class FoldedNetwork : IDisposable
{
    private readonly Dictionary<string, (Tensor Weight, Tensor Bias)> _layers = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, Tensor> _state;
    private readonly Device _device;

    /// <param name="state">The network's state by name, on any device. Borrowed for the constructors.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="InvalidDataException">A tensor is missing; the message names it.</exception>
    protected FoldedNetwork(IReadOnlyDictionary<string, Tensor> state, Device device)
    {
        (_state, _device) = (state, device);
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        Keep("fc", Required("fc.weight"), Required("fc.bias"));
    }

    /// <summary>D, the number of features.</summary>
    public int FeatureCount => (int)_layers["fc"].Weight.shape[1];

    /// <summary>Class scores for a batch of images.</summary>
    /// <param name="input">float32 [N, 3, H, W]; BGR minus the means of <see cref="PixelMeans"/>. Borrowed.</param>
    /// <returns>float32 [N, K] logits, same device. Owned by the caller.</returns>
    public Tensor Forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Scores(Features(input)).MoveToOuterDisposeScope(); // [N, K]
    }

    /// <summary>Class scores of what <see cref="Features"/> gave.</summary>
    /// <param name="features">float32 [N, D]. Borrowed.</param>
    /// <returns>float32 [N, K] logits, same device. Owned by the caller.</returns>
    public Tensor Scores(Tensor features)
    {
        var (weight, bias) = _layers["fc"];
        return functional.linear(features, weight, bias);
    }

    /// <summary>What the dense layer reads.</summary>
    /// <param name="input">float32 [N, 3, H, W]; BGR minus the means of <see cref="PixelMeans"/>. Borrowed.</param>
    /// <returns>float32 [N, D], same device. Owned by the caller.</returns>
    public Tensor Features(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Trunk(input).mean([2L, 3L]).MoveToOuterDisposeScope(); // [N, D]
    }

    public void Dispose()
    {
        foreach (var (weight, bias) in _layers.Values)
        {
            weight.Dispose();
            bias.Dispose();
        }
    }

    /// <summary>Features by place; called within a dispose scope.</summary>
    /// <returns>float32 [N, D, h, w].</returns>
    protected abstract Tensor Trunk(Tensor input);

    /// <summary>Takes over a convolution and the batch norm after it; for constructors.</summary>
    protected void Fold(string convolution, string normalisation)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        var factor = Required(normalisation + ".weight") / (Required(normalisation + ".running_var") + Normalisation.Epsilon).sqrt();
        var weight = Required(convolution + ".weight") * factor.reshape(-1, 1, 1, 1);
        var bias = ((Required(convolution + ".bias") - Required(normalisation + ".running_mean")) * factor) + Required(normalisation + ".bias");
        Keep(convolution, weight.AsChannelsLast(), bias);
    }

    protected Tensor Convolve(string name, Tensor input, long stride = 1, long padding = 0)
    {
        var (weight, bias) = _layers[name];
        return functional.conv2d(input, weight, bias, [stride, stride], [padding, padding]);
    }

    private void Keep(string name, Tensor weight, Tensor bias) =>
        _layers[name] = (weight.to(_device).clone().DetachFromDisposeScope(), bias.to(_device).clone().DetachFromDisposeScope());

    private Tensor Required(string name) =>
        _state.GetValueOrDefault(name) ?? throw new InvalidDataException($"The classifier lacks {name}.");
}
