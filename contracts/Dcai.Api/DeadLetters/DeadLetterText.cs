namespace Dcai.Api;

/// <summary>All that is known of a message that was given up.</summary>
public sealed record DeadLetterText
{
    public required DeadLetterSummary Summary { get; init; }

    /// <summary>Absent where the message is no command.</summary>
    public string? CommandId { get; init; }

    /// <summary>The exception with its stack; absent where there was none.</summary>
    public string? Detail { get; init; }

    /// <summary>The message as it travelled.</summary>
    public required string Body { get; init; }
}
