namespace Dcai.Api;

/// <summary>A certified image, to compare with.</summary>
public sealed record SampleCard
{
    /// <summary>SHA-256 of the image's bytes, 64 hexadecimal digits.</summary>
    public required string SampleId { get; init; }

    /// <summary>What people certified.</summary>
    public required string Label { get; init; }

    /// <summary>Bits in which the perceptual hashes differ, range [0, 64]; absent where it was not chosen by them.</summary>
    public int? Distance { get; init; }

    /// <summary>Path of the image, reduced to what the query's size says, on this gateway.</summary>
    public required string Thumbnail { get; init; }
}
