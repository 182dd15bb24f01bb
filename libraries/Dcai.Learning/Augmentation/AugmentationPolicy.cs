using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>How training images are distorted: some kinds, one after the other. Policies with equal steps are equal.</summary>
/// <remarks>
/// All turning, moving, scaling, shearing, flipping, cropping and bending is composed into one bilinear sampling, in the order of the steps; what comes in from
/// outside is the image reflected at its border, Keras' default for <c>RandomRotation</c> and <c>RandomTranslation</c>. The other kinds follow, in their
/// order. Whole batches are computed at once on their device; the parameters come from the caller's generator, image by image and always as many per
/// image, so that equal seeds give equal pixels however the images are cut into batches.
/// </remarks>
public sealed class AugmentationPolicy : IEquatable<AugmentationPolicy>
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private readonly ResolvedStep[] _steps;

    private AugmentationPolicy(IReadOnlyList<AugmentationStep> steps, ResolvedStep[] resolved) => (Steps, _steps) = (steps, resolved);

    /// <summary>The six kinds of the paper with its factors (paper, step 2).</summary>
    public static AugmentationPolicy Paper { get; } = Of(AugmentationKind.All.Take(6).Select(kind => new AugmentationStep { Kind = kind.Name }));

    /// <summary>In the order in which they are applied.</summary>
    public IReadOnlyList<AugmentationStep> Steps { get; }

    /// <summary>A policy of these steps.</summary>
    /// <exception cref="InvalidDataException">A step is unknown or out of range; the message says which, what is known, and the range.</exception>
    public static AugmentationPolicy Of(IEnumerable<AugmentationStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        AugmentationStep[] all = [.. steps];
        return new AugmentationPolicy(all, [.. all.Select(Resolve)]);
    }

    /// <summary>Reads a policy file: <c>{"version": 1, "steps": [{"kind": "rotation", "probability": 1, "amount": 0.05}, …]}</c>.</summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="InvalidDataException">It is no such file; the message says what is wrong and where.</exception>
    public static AugmentationPolicy Parse(ReadOnlySpan<byte> json)
    {
        PolicyFile? file;
        try
        {
            file = JsonSerializer.Deserialize<PolicyFile>(json, Json);
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"The policy is malformed at {malformed.Path ?? "its beginning"}, line {malformed.LineNumber + 1}: expected {{\"version\": 1, \"steps\": [{{\"kind\": \"rotation\"}}]}}.");
        }

        if (file is not { Version: Version, Steps: not null })
        {
            throw new InvalidDataException($"The policy has version {file?.Version ?? 0} and {(file?.Steps is null ? "no steps" : "steps")}: expected version {Version} and a list of steps.");
        }

        return Of(file.Steps);
    }

    /// <summary>Distorts images so that people can look at them.</summary>
    /// <param name="images">The images; H and W of at least 2.</param>
    /// <param name="seed">Equal seeds give equal pixels.</param>
    /// <returns>float32 [N, 3, H, W] row-major; RGB; range [0, 255]. Owned by the caller.</returns>
    public float[] Preview(LabelledImages images, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        return ImageTensor.ToPixels(Apply(ImageTensor.Of(images, 0, images.Count, CPU), new Xoshiro256(seed)));
    }

    /// <inheritdoc />
    public bool Equals(AugmentationPolicy? other) => other is not null && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as AugmentationPolicy);

    /// <inheritdoc />
    public override int GetHashCode() => Steps.Aggregate(0, HashCode.Combine);

    /// <summary>Distorts a batch.</summary>
    /// <param name="images">float32 [N, 3, H, W]; BGR, as <see cref="ImageTensor"/> has it; range [0, 255]. Borrowed.</param>
    /// <param name="random">Where the parameters come from.</param>
    /// <returns>float32 [N, 3, H, W]; range [0, 255]; same device. Owned by the caller.</returns>
    internal Tensor Apply(Tensor images, Xoshiro256 random)
    {
        using var scope = NewDisposeScope();
        var (N, H, W) = ((int)images.shape[0], (int)images.shape[2], (int)images.shape[3]);
        var parameters = DistortionParameters.Draw(_steps, N, H, W, random);
        var places = new PixelPlaces(parameters.Rows, N, H, W, images.device);
        var pixels = parameters.IsMoved ? Sampling.Apply(images, places, parameters) : images.clone();
        var strokes = new Strokes(places, parameters, images.device);
        for (var index = 0; index < _steps.Length; index++)
        {
            pixels = _steps[index].Kind.Name switch
            {
                AugmentationKind.BlackSpots or AugmentationKind.WhiteSpots or AugmentationKind.DashedLines => strokes.Blend(pixels, index),
                AugmentationKind.Contrast => Photometry.Contrast(pixels, parameters.Numbers(index)),
                AugmentationKind.Noise => Photometry.Noise(pixels, parameters.Numbers(index), parameters.Seeds(index)),
                AugmentationKind.Blur => Photometry.Blur(pixels, parameters.Numbers(index)),
                AugmentationKind.ColourJitter => Photometry.ColourJitter(pixels, parameters.Numbers(index), parameters.Seeds(index)),
                AugmentationKind.CutOut => Photometry.CutOut(pixels, parameters.Numbers(index), parameters.Seeds(index)),
                _ => pixels,
            };
        }

        return pixels.MoveToOuterDisposeScope();
    }

    private static ResolvedStep Resolve(AugmentationStep step, int index)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"Step {index + 1}, '{step.Kind}',");
        var kind = AugmentationKind.Find(step.Kind)
            ?? throw new InvalidDataException($"{where} is no kind of augmentation: use {string.Join(", ", AugmentationKind.All.Select(known => known.Name))}.");
        var amount = step.Amount ?? kind.Amount;
        var probability = step.Probability ?? kind.Probability;
        if (!(amount >= kind.Least && amount <= kind.Most))
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"{where} has the amount {amount}: it must be in {kind.Least} … {kind.Most} ({kind.Unit})."));
        }

        return probability is >= 0 and <= 1
            ? new ResolvedStep(kind, probability, amount)
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{where} has the probability {probability}: it must be in 0 … 1."));
    }

    private sealed record PolicyFile(int Version, AugmentationStep[]? Steps);
}

/// <summary>A step with its defaults filled in.</summary>
internal readonly record struct ResolvedStep(AugmentationKind Kind, double Probability, double Amount)
{
    public bool IsStrokes => Kind.Name is AugmentationKind.BlackSpots or AugmentationKind.WhiteSpots or AugmentationKind.DashedLines;

    /// <summary>Strokes per image; 0 for other kinds.</summary>
    public int StrokeCount => IsStrokes ? (int)Math.Round(Amount) : 0;
}
