namespace Dcai.Api;

/// <summary>Objects of the store and their bytes.</summary>
public sealed record ObjectCounts
{
    public required long Objects { get; init; }

    public required long SizeBytes { get; init; }
}
