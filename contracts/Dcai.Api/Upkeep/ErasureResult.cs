namespace Dcai.Api;

/// <summary>What the erasure of an image came to.</summary>
public sealed record ErasureResult
{
    public required string SampleId { get; init; }

    /// <summary>The datasets that it was erased from.</summary>
    public required IReadOnlyList<string> Datasets { get; init; }

    /// <summary>Its bytes are gone; false where a dataset that keeps it uses them.</summary>
    public required bool BytesRemoved { get; init; }

    /// <summary>Datasets that keep it; only where the bytes stay.</summary>
    public required IReadOnlyList<string> UsedBy { get; init; }
}
