using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>The weights of the epoch with the highest validation accuracy, of equal ones the first; the last ones where there is no accuracy to choose by.</summary>
internal sealed class BestWeights : IDisposable
{
    private Dictionary<string, Tensor> _weights = [];

    public BestWeights()
    {
    }

    /// <param name="weights">Owned from now on.</param>
    /// <param name="epoch">Whose weights they are.</param>
    /// <param name="accuracy">Of that epoch.</param>
    public BestWeights(Dictionary<string, Tensor> weights, int epoch, double accuracy) => (_weights, Epoch, Accuracy) = (weights, epoch, accuracy);

    /// <summary>Counted from 1; 0 before the first one.</summary>
    public int Epoch { get; private set; }

    /// <summary>Over the validation images, range [0, 1]; NaN where it does not count.</summary>
    public double Accuracy { get; private set; }

    /// <summary>By name; empty before the first epoch's end. Borrowed.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _weights;

    /// <summary>Copies the network's weights if they are better than what is kept.</summary>
    public void Consider(Module network, int epoch, double accuracy)
    {
        if (Epoch != 0 && !double.IsNaN(accuracy) && accuracy <= Accuracy)
        {
            return;
        }

        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        Dispose();
        _weights = network.state_dict().ToDictionary(
            entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope(), StringComparer.Ordinal);
        (Epoch, Accuracy) = (epoch, accuracy);
    }

    public void Dispose()
    {
        foreach (var weights in _weights.Values)
        {
            weights.Dispose();
        }
    }
}
