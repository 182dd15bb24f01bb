using System.Globalization;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>A trained reference network that scores images. Works on CUDA where there is one, else on the CPU.</summary>
/// <remarks>
/// Each batch norm is folded into the convolution before it: the same function, with about a tenth less to compute.
/// Several threads may predict with one classifier at once.
/// </remarks>
public sealed class Classifier : IDisposable
{
    private const string Format = "dcai.classifier";
    private const int Version = 1;
    private const string Classes = "classes";

    private readonly Device _device;
    private readonly FoldedReferenceNetwork _network;

    private Classifier(int classCount, Device device, FoldedReferenceNetwork network) =>
        (ClassCount, _device, _network) = (classCount, device, network);

    /// <summary>K.</summary>
    public int ClassCount { get; }

    /// <summary>Threads per kernel on the thread that predicts.</summary>
    public int Threads { get; set; } = 1;

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

        var device = TorchDevice.Best;
        return new Classifier(classCount, device, new FoldedReferenceNetwork(file.Tensors, device));
    }

    /// <summary>Class scores of images.</summary>
    /// <param name="images">N images; their labels are not looked at. Borrowed.</param>
    /// <param name="batchSize">Images computed at once. The last bits of the scores may depend on it.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <returns>float32 [N, K] row-major logits (not probabilities). Owned by the caller.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[] PredictLogits(LabelledImages images, int batchSize = 256, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        set_num_threads(Threads);
        using var withoutGradient = inference_mode();
        using var means = ImageTensor.Means(_device);
        var logits = new float[images.Count * ClassCount];
        for (var start = 0; start < images.Count; start += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = ImageTensor.Of(images, start, Math.Min(batchSize, images.Count - start), _device).sub_(means); // [N, 3, H, W]
            ImageTensor.Values(_network.Forward(batch)).CopyTo(logits, start * ClassCount);
        }

        return logits;
    }

    public void Dispose() => _network.Dispose();

    internal static byte[] Save(IReadOnlyDictionary<string, Tensor> weights, int classCount) => WeightFile.Write(
        weights,
        Format,
        Version,
        new Dictionary<string, string>
        {
            ["network"] = "ResNet50 to conv2_block3_out",
            [Classes] = classCount.ToString(CultureInfo.InvariantCulture),
        });
}
