using Dcai.Imaging;

namespace Dcai.IngestHasher;

/// <summary>What the bytes of a file are.</summary>
internal sealed record Finding
{
    /// <summary>Why the file is no usable image; absent where it is one.</summary>
    public string? Refusal { get; init; }

    public string MediaType { get; init; } = "";

    public ulong PerceptualHash { get; init; }

    /// <summary>Whether the file stores colours.</summary>
    public bool Coloured { get; init; }

    public ImageQuality Quality { get; init; }
}
