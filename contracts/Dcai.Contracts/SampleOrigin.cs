namespace Dcai.Contracts;

/// <summary>Where a sample comes from.</summary>
public enum SampleOrigin
{
    Ingested,

    /// <summary>Collected on purpose after the first release (paper, table 2, third row).</summary>
    Gathered,

    /// <summary>Painted by the generator.</summary>
    Synthesized,
}
