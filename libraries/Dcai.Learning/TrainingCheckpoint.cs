using System.Text.Json;
using System.Text.Json.Serialization;
using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>A training at the boundary between two steps, as safetensors whose metadata hold the rest.</summary>
internal sealed class TrainingCheckpoint : IDisposable
{
    private const string Format = "dcai.classifier-training";
    private const int Version = 1;
    private const string Current = "current.";
    private const string Best = "best.";
    private const string Order = "order";
    private const string ProgressKey = "progress";

    // A diverged training has losses that are not finite, and is saved like any other.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly SafeTensorFile _file;

    private TrainingCheckpoint(SafeTensorFile file, TrainingProgress progress) => (_file, Progress) = (file, progress);

    public TrainingProgress Progress { get; }

    public int[] Permutation => [.. Required(Order).data<int>()];

    public static string DataDigest(LabelledImages train, LabelledImages validation) => $"{train.Digest()}+{validation.Digest()}";

    public static byte[] Write(
        TrainingProgress progress, int[] permutation, ClassificationNetwork network, Adam optimiser, IReadOnlyDictionary<string, Tensor> bestWeights)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal) { [Order] = tensor(permutation) };
        foreach (var (name, value) in network.state_dict())
        {
            tensors[Current + name] = value;
        }

        foreach (var (name, value) in bestWeights)
        {
            tensors[Best + name] = value;
        }

        foreach (var (name, value) in TrainingState.Capture(optimiser))
        {
            tensors[name] = value;
        }

        var metadata = new Dictionary<string, string> { [ProgressKey] = JsonSerializer.Serialize(progress, Json) };
        return WeightFile.Write(tensors, Format, Version, metadata);
    }

    /// <exception cref="InvalidDataException">The bytes are not a checkpoint, or one of a newer version.</exception>
    public static TrainingCheckpoint Read(ReadOnlyMemory<byte> bytes)
    {
        var file = WeightFile.Read(bytes, Format, Version);
        try
        {
            var progress = JsonSerializer.Deserialize<TrainingProgress>(file.Metadata.GetValueOrDefault(ProgressKey, ""), Json);
            return new TrainingCheckpoint(file, progress ?? throw new JsonException("it is empty"));
        }
        catch (JsonException exception)
        {
            file.Dispose();
            throw new InvalidDataException($"The checkpoint does not say where the training stands: {exception.Message}", exception);
        }
    }

    /// <exception cref="InvalidDataException">The checkpoint is of other options or data.</exception>
    public void CheckFits(TrainingOptions options, string dataDigest)
    {
        if (Progress.Options with { Threads = options.Threads } != options)
        {
            throw new InvalidDataException($"The checkpoint is of a training with other options: {Progress.Options}; asked for: {options}.");
        }

        if (Progress.DataDigest != dataDigest)
        {
            throw new InvalidDataException("The checkpoint is of a training on other images or labels.");
        }
    }

    public void CopyWeightsTo(ClassificationNetwork network)
    {
        using var withoutGradient = no_grad();
        foreach (var (name, value) in network.state_dict())
        {
            value.copy_(Required(Current + name));
        }
    }

    public void CopyMomentsTo(Adam optimiser)
    {
        try
        {
            TrainingState.Restore(optimiser, _file.Tensors);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"The checkpoint does not hold the optimiser's state: {exception.Message}", exception);
        }
    }

    /// <summary>Copies on the device that the caller owns; empty when no epoch was finished.</summary>
    public Dictionary<string, Tensor> BestWeights(Device device) =>
        _file.Tensors.Where(entry => entry.Key.StartsWith(Best, StringComparison.Ordinal)).ToDictionary(
            entry => entry.Key[Best.Length..],
            entry => entry.Value.to(device, copy: true).DetachFromDisposeScope(),
            StringComparer.Ordinal);

    public void Dispose() => _file.Dispose();

    private Tensor Required(string name) =>
        _file.Tensors.GetValueOrDefault(name) ?? throw new InvalidDataException($"The checkpoint lacks {name}.");
}
