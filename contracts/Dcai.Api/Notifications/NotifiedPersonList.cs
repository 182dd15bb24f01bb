namespace Dcai.Api;

/// <summary>A page of those who have said how they want to be told.</summary>
public sealed record NotifiedPersonList
{
    /// <summary>In an order of its own that does not change.</summary>
    public required IReadOnlyList<NotifiedPerson> People { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
