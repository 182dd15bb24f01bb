using Dcai.Torch;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>Weights that a training begins with: an earlier round's, a pre-trained trunk, or any other checkpoint whose tensors fit.</summary>
public sealed class InitialWeights : IDisposable
{
    private readonly SafeTensorFile _file;

    private InitialWeights(SafeTensorFile file) => _file = file;

    /// <summary>Reads safetensors; their metadata are not looked at.</summary>
    /// <param name="safetensors">Borrowed for the call.</param>
    /// <exception cref="InvalidDataException">The bytes are not safetensors; the message says why.</exception>
    public static InitialWeights FromSafeTensors(ReadOnlyMemory<byte> safetensors)
    {
        using var stream = new MemoryStream(safetensors.ToArray(), writable: false);
        return new InitialWeights(SafeTensors.Load(stream));
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Copies every tensor whose name and shape fit; the dense layer only as a whole, so it is left out where K differs.</summary>
    /// <exception cref="ArgumentException">No weights of the trunk fit; the message says what was compared.</exception>
    internal WeightTransfer CopyTo(ClassificationNetwork network)
    {
        using var withoutGradient = no_grad();
        var state = network.state_dict();
        var headFits = state.Keys.Where(IsHead).All(name => Fits(name, state[name]));
        var taken = new List<string>();
        var otherShape = new List<string>();
        var absent = new List<string>();
        foreach (var (name, value) in state)
        {
            if (!_file.Tensors.TryGetValue(name, out var found))
            {
                absent.Add(name);
            }
            else if (!Fits(name, value) || (IsHead(name) && !headFits))
            {
                otherShape.Add(name);
            }
            else
            {
                value.copy_(found);
                taken.Add(name);
            }
        }

        if (!taken.Exists(name => state[name].ndim > 1 && !IsHead(name)))
        {
            throw new ArgumentException(
                $"The initial weights do not fit {network.GetName()}: of its {state.Count} tensors {absent.Count} are absent and {otherShape.Count} have another shape{Example(state, otherShape)}.");
        }

        return new WeightTransfer(taken, otherShape, absent);

        bool Fits(string name, Tensor value) =>
            _file.Tensors.TryGetValue(name, out var found) && found.shape.AsSpan().SequenceEqual(value.shape);
    }

    private static bool IsHead(string name) => name.StartsWith(ClassificationNetwork.HeadPrefix, StringComparison.Ordinal);

    private string Example(Dictionary<string, Tensor> state, List<string> otherShape) =>
        otherShape.Count == 0
            ? ""
            : $", such as {otherShape[0]}: [{string.Join(", ", _file.Tensors[otherShape[0]].shape)}] instead of [{string.Join(", ", state[otherShape[0]].shape)}]";
}
