namespace Dcai.Contracts.Documents;

/// <summary>Where a release lies.</summary>
public sealed record ReleaseReference
{
    public required int Version { get; init; }

    public string? Path { get; init; }

    public required string Digest { get; init; }
}
