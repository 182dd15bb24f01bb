namespace Dcai.Fingerprints.Sources;

/// <summary>What a source refuses to take into memory.</summary>
public sealed record SourceLimits
{
    public static SourceLimits Default { get; } = new();

    /// <summary>Bytes of one file.</summary>
    public long MaximumFileBytes { get; init; } = 32 << 20;

    /// <summary>How many times larger than its packed form what an archive holds may be.</summary>
    public int MaximumExpansion { get; init; } = 1000;
}
