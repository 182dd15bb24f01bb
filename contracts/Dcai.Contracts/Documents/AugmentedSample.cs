namespace Dcai.Contracts.Documents;

/// <summary>A training image of which distorted copies are made.</summary>
public sealed record AugmentedSample
{
    /// <summary>SHA-256 of the original's bytes, 64 hexadecimal digits.</summary>
    public required string SampleId { get; init; }

    public required string Label { get; init; }

    /// <summary>At least 1; numbered from 1.</summary>
    public required int Copies { get; init; }
}
