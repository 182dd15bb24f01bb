using System.Globalization;
using Dcai.Imaging;
using Dcai.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>A trained generator that paints images. Works on CUDA where there is one, else on the CPU.</summary>
public sealed class ImageGenerator : IDisposable
{
    private const string Format = "dcai.generator";
    private const int Version = 2;
    private const string Classes = "classes";
    private const string Noise = "noise";
    private const string Width = "width";
    private const string Size = "size";

    /// <summary>Generators of version 1 do not say it: theirs is 1.</summary>
    private const string ClassWeight = "class weight";

    private const int BatchSize = 256;

    private readonly GanGenerator _network;
    private readonly Device _device;
    private readonly int _noiseSize;
    private readonly int _classWeight;

    private ImageGenerator(GanGenerator network, Device device, int classCount, int noiseSize, int classWeight, int imageSize) =>
        (_network, _device, ClassCount, _noiseSize, _classWeight, ImageSize) = (network, device, classCount, noiseSize, classWeight, imageSize);

    /// <summary>K.</summary>
    public int ClassCount { get; }

    /// <summary>H = W of what it paints, pixels.</summary>
    public int ImageSize { get; }

    /// <summary>Reads <see cref="TrainedGan.Generator"/>.</summary>
    /// <param name="safetensors">Borrowed for the call.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, are something else, or are of a newer version; the message says which.</exception>
    public static ImageGenerator Load(ReadOnlyMemory<byte> safetensors)
    {
        using var file = WeightFile.Read(safetensors, Format, Version);
        var (classCount, noiseSize, width, imageSize) = (Number(file, Classes), Number(file, Noise), Number(file, Width), Number(file, Size));
        var network = new GanGenerator(noiseSize + classCount, width, imageSize);
        using var withoutGradient = no_grad();
        foreach (var (name, value) in network.state_dict())
        {
            value.copy_(file.Tensors.GetValueOrDefault(name) ?? throw new InvalidDataException($"The generator lacks {name}."));
        }

        var device = TorchDevice.Best;
        network.to(device);
        network.AsChannelsLast();
        network.eval();
        return new ImageGenerator(network, device, classCount, noiseSize, file.Metadata.ContainsKey(ClassWeight) ? Number(file, ClassWeight) : 1, imageSize);
    }

    /// <summary>Paints images.</summary>
    /// <param name="labels">int32 [N], the class of each, below K.</param>
    /// <param name="truncation">The noise is normal with mean 0 and standard deviation 1 but never farther from 0 than this, above 0; the paper's is 0.7.</param>
    /// <param name="seed">Equal seeds and labels give equal images.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <returns>N gray images. Owned by the caller.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<Image> Paint(IReadOnlyList<int> labels, double truncation, ulong seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(truncation);
        using var withoutGradient = inference_mode();
        int[] all = [.. labels];
        var random = new Xoshiro256(seed, stream: 15);
        var images = new List<Image>(all.Length);
        for (var start = 0; start < all.Length; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = all.AsSpan(start, Math.Min(BatchSize, all.Length - start));
            images.AddRange(GanImages.ToGray(_network.forward(GeneratorInput.Draw(batch, ClassCount, _noiseSize, truncation, _classWeight, random, _device))));
        }

        return images;
    }

    public void Dispose() => _network.Dispose();

    internal static byte[] Save(GanGenerator network, GanOptions options, int imageSize) => WeightFile.Write(
        network.state_dict(),
        Format,
        Version,
        new Dictionary<string, string>
        {
            [Classes] = Text(options.ClassCount),
            [Noise] = Text(options.NoiseSize),
            [Width] = Text(options.Width),
            [Size] = Text(imageSize),
            [ClassWeight] = Text(GeneratorInput.ClassWeight),
        });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(SafeTensorFile file, string name) =>
        int.TryParse(file.Metadata.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new InvalidDataException($"The generator does not say its {name}.");
}
