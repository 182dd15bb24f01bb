namespace Dcai.Api;

/// <summary>Images that look alike.</summary>
public sealed record LookalikeGroup
{
    /// <summary>In ordinal order, at least two.</summary>
    public required IReadOnlyList<string> SampleIds { get; init; }
}
