using System.Text.Json;
using System.Text.Json.Serialization;
using Dcai.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>A training at the boundary between two steps, as safetensors whose metadata hold the rest.</summary>
/// <typeparam name="TProgress">What it holds beside tensors.</typeparam>
internal sealed class Checkpoint<TProgress> : IDisposable
    where TProgress : class
{
    private const string Current = "current.";
    private const string Order = "order";
    private const string ProgressKey = "progress";

    // An epoch without validation images has metrics that are not numbers.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly SafeTensorFile _file;

    private Checkpoint(SafeTensorFile file, TProgress progress) => (_file, Progress) = (file, progress);

    public TProgress Progress { get; }

    /// <summary>By name, on the CPU. Borrowed.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _file.Tensors;

    /// <summary>The running epoch's order.</summary>
    public int[] Rows => [.. Required(Order).data<int>()];

    /// <summary>What tells two settings apart: two that are written alike are equal.</summary>
    public static string Text<T>(T settings) => JsonSerializer.Serialize(settings, Json);

    /// <param name="format">What is trained.</param>
    /// <param name="version">Of the format.</param>
    /// <param name="progress">What it holds beside tensors.</param>
    /// <param name="rows">The running epoch's order.</param>
    /// <param name="module">Whose weights and statistics are trained.</param>
    /// <param name="optimiser">Over these weights.</param>
    /// <param name="more">Other tensors by name. Borrowed.</param>
    public static byte[] Write(
        string format, int version, TProgress progress, int[] rows, Module module, Adam optimiser, IEnumerable<KeyValuePair<string, Tensor>> more)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(more, StringComparer.Ordinal) { [Order] = tensor(rows) };
        foreach (var (name, value) in module.state_dict())
        {
            tensors[Current + name] = value;
        }

        foreach (var (name, value) in TrainingState.Capture(optimiser))
        {
            tensors[name] = value;
        }

        return WeightFile.Write(tensors, format, version, new Dictionary<string, string> { [ProgressKey] = Text(progress) });
    }

    /// <exception cref="InvalidDataException">The bytes are not a checkpoint of this format and version; the message says what they are.</exception>
    public static Checkpoint<TProgress> Read(ReadOnlyMemory<byte> bytes, string format, int version)
    {
        var file = WeightFile.Read(bytes, format, version, oldestVersion: version);
        try
        {
            var progress = JsonSerializer.Deserialize<TProgress>(file.Metadata.GetValueOrDefault(ProgressKey, ""), Json);
            return new Checkpoint<TProgress>(file, progress ?? throw new JsonException("it is empty"));
        }
        catch (JsonException exception)
        {
            file.Dispose();
            throw new InvalidDataException($"The checkpoint does not say where the training stands: {exception.Message}", exception);
        }
    }

    public void CopyWeightsTo(Module module)
    {
        using var withoutGradient = no_grad();
        foreach (var (name, value) in module.state_dict())
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

    public Tensor Required(string name) =>
        _file.Tensors.GetValueOrDefault(name) ?? throw new InvalidDataException($"The checkpoint lacks {name}.");

    public void Dispose() => _file.Dispose();
}
