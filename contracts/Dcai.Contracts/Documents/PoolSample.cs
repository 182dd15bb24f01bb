namespace Dcai.Contracts.Documents;

/// <summary>An uncertified sample and the fold of the models that may not learn from it.</summary>
public sealed record PoolSample
{
    /// <summary>SHA-256 of the image's bytes, 64 hexadecimal digits.</summary>
    public required string SampleId { get; init; }

    /// <summary>Its given label.</summary>
    public required string Label { get; init; }

    /// <summary>0-based; near duplicates share one.</summary>
    public required int Fold { get; init; }
}
