namespace Dcai.Contracts.Documents;

/// <summary>One place from which a sample came.</summary>
public sealed record Provenance
{
    public required string Source { get; init; }

    public required string Name { get; init; }

    public string? Label { get; init; }

    public string? Split { get; init; }
}
