namespace Dcai.Imaging;

/// <summary>What a decoder refuses to decode, judged by the header before any memory for pixels is allocated.</summary>
public sealed record ImageLimits
{
    public static ImageLimits Default { get; } = new();

    /// <summary>Width × height that is still decoded.</summary>
    public long MaximumPixels { get; init; } = 100_000_000;
}
