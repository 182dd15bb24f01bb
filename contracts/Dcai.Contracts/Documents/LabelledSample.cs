namespace Dcai.Contracts.Documents;

/// <summary>One image and its class.</summary>
public sealed record LabelledSample
{
    /// <summary>SHA-256 of the image's bytes, 64 hexadecimal digits.</summary>
    public required string SampleId { get; init; }

    public required string Label { get; init; }
}
