namespace Dcai.Api;

/// <summary>Where a release lies.</summary>
public sealed record ReleaseLocation
{
    public required int Version { get; init; }

    /// <summary>The folder that it was exported to; absent where it was not.</summary>
    public string? Path { get; init; }

    public required string Digest { get; init; }
}
