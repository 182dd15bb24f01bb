namespace Dcai.Api;

/// <summary>A file of a source that was not taken.</summary>
public sealed record LeftOutFile
{
    /// <summary>Path relative to the source, with slashes.</summary>
    public required string Name { get; init; }

    /// <summary>Why, in one line.</summary>
    public required string Reason { get; init; }
}
