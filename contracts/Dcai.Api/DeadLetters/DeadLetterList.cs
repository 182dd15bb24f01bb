namespace Dcai.Api;

/// <summary>Messages that were given up.</summary>
public sealed record DeadLetterList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<DeadLetterSummary> DeadLetters { get; init; }
}
