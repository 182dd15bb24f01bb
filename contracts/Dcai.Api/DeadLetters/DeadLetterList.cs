namespace Dcai.Api;

/// <summary>Messages that were given up.</summary>
public sealed record DeadLetterList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<DeadLetterSummary> DeadLetters { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
