namespace Dcai.Api;

/// <summary>One place from which an image came.</summary>
public sealed record SamplePlace
{
    public required string Source { get; init; }

    public required string Name { get; init; }

    public string? Label { get; init; }

    public string? Split { get; init; }
}
