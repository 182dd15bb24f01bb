using System.Globalization;
using Dcai.Torch;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>A trained network that scores images. Works on CUDA where there is one, else on the CPU.</summary>
/// <remarks>
/// Each batch norm is folded into the convolution before it: the same function, with about a tenth less to compute.
/// Several threads may predict with one classifier at once.
/// </remarks>
public sealed class Classifier : IDisposable
{
    private const string Format = "dcai.classifier";
    private const int Version = 1;
    private const string Classes = "classes";
    private const string NetworkKey = "network";
    private const string TemperatureKey = "temperature";

    private readonly Device _device;
    private readonly FoldedNetwork _network;

    private Classifier(int classCount, NetworkKind kind, double temperature, Device device, FoldedNetwork network) =>
        (ClassCount, Kind, Temperature, _device, _network) = (classCount, kind, temperature, device, network);

    /// <summary>K.</summary>
    public int ClassCount { get; }

    /// <summary>D, the number of features.</summary>
    public int FeatureCount => _network.FeatureCount;

    /// <summary>Which network it is.</summary>
    public NetworkKind Kind { get; }

    /// <summary>What the logits are divided by before they become calibrated probabilities; 1 where it was not calibrated.</summary>
    public double Temperature { get; }

    /// <summary>Threads per kernel on the thread that predicts.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>In evaluation; gradients pass to its input. Owned by this.</summary>
    internal FoldedNetwork Network => _network;

    /// <summary>Reads <see cref="TrainedClassifier.Weights"/>.</summary>
    /// <param name="safetensors">Borrowed for the call.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, are something else, or are of a newer version; the message says which.</exception>
    public static Classifier Load(ReadOnlyMemory<byte> safetensors)
    {
        using var file = WeightFile.Read(safetensors, Format, Version);
        if (!int.TryParse(file.Metadata.GetValueOrDefault(Classes), NumberStyles.None, CultureInfo.InvariantCulture, out var classCount)
            || file.Tensors.GetValueOrDefault("fc.weight")?.shape[0] != classCount)
        {
            throw new InvalidDataException("The classifier does not say how many classes it tells apart.");
        }

        var kind = Networks.Named(file.Metadata.GetValueOrDefault(NetworkKey, ""));
        var device = TorchDevice.Best;
        return new Classifier(classCount, kind, TemperatureIn(file), device, Networks.Fold(kind, file.Tensors, device));
    }

    /// <summary>Writes down the temperature that calibrates a classifier.</summary>
    /// <param name="safetensors">What <see cref="Load"/> reads. Borrowed for the call.</param>
    /// <param name="temperature">Above 0; it replaces one that is there.</param>
    /// <returns>The same weights with the temperature. Owned by the caller.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged, are something else, or are of a newer version; the message says which.</exception>
    public static byte[] WithTemperature(ReadOnlyMemory<byte> safetensors, double temperature)
    {
        CheckTemperature(temperature);
        using var file = WeightFile.Read(safetensors, Format, Version);
        var metadata = new Dictionary<string, string>(file.Metadata, StringComparer.Ordinal)
        {
            [TemperatureKey] = temperature.ToString("R", CultureInfo.InvariantCulture),
        };
        return WeightFile.Write(file.Tensors, Format, Version, metadata);
    }

    /// <summary>Class scores of images.</summary>
    /// <param name="images">N images; their labels are not looked at. Borrowed.</param>
    /// <param name="batchSize">Images computed at once. The last bits of the scores may depend on it.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <returns>float32 [N, K] row-major logits (not probabilities). Owned by the caller.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[] PredictLogits(LabelledImages images, int batchSize = 256, CancellationToken cancellationToken = default) =>
        Infer(images, batchSize, ClassCount, _network.Forward, cancellationToken);

    /// <summary>What the last dense layer reads: images that the network takes for similar lie close together.</summary>
    /// <param name="images">N images; their labels are not looked at. Borrowed.</param>
    /// <param name="batchSize">Images computed at once. The last bits of the features may depend on it.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <returns>float32 [N, D] row-major, range [0, ∞). Owned by the caller.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[] Features(LabelledImages images, int batchSize = 256, CancellationToken cancellationToken = default) =>
        Infer(images, batchSize, FeatureCount, _network.Features, cancellationToken);

    public void Dispose() => _network.Dispose();

    internal static byte[] Save(IReadOnlyDictionary<string, Tensor> weights, int classCount, NetworkKind kind = NetworkKind.Reference) =>
        WeightFile.Write(
            weights,
            Format,
            Version,
            new Dictionary<string, string>
            {
                [NetworkKey] = Networks.NameOf(kind),
                [Classes] = classCount.ToString(CultureInfo.InvariantCulture),
            });

    private static double TemperatureIn(SafeTensorFile file)
    {
        if (!file.Metadata.TryGetValue(TemperatureKey, out var text))
        {
            return 1;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var temperature) && temperature > 0
            ? temperature
            : throw new InvalidDataException($"The classifier's temperature is '{text}'; a number above 0 is expected.");
    }

    private static void CheckTemperature(double temperature)
    {
        if (!(temperature > 0) || !double.IsFinite(temperature))
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "A temperature is above 0.");
        }
    }

    private float[] Infer(LabelledImages images, int batchSize, int width, Func<Tensor, Tensor> compute, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        set_num_threads(Threads);
        using var withoutGradient = inference_mode();
        using var means = ImageTensor.Means(_device);
        var values = new float[images.Count * width];
        for (var start = 0; start < images.Count; start += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = ImageTensor.Of(images, start, Math.Min(batchSize, images.Count - start), _device).sub_(means); // [N, 3, H, W]
            ImageTensor.Values(compute(batch)).CopyTo(values, start * width);
        }

        return values;
    }
}
