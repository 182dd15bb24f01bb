namespace Dcai.Contracts.Documents;

/// <summary>A notice of a message that nobody could handle. It is never sent again itself: what the dataset owes is sent when it resumes.</summary>
public sealed record DeadLetter
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string MessageId { get; init; }

    /// <summary>Name of the message's type, or "unknown".</summary>
    public required string Message { get; init; }

    /// <summary>Where it was given up.</summary>
    public required string Queue { get; init; }

    /// <summary>Absent where the message names none.</summary>
    public string? DatasetId { get; init; }

    /// <summary>Absent where the message is no command.</summary>
    public string? CommandId { get; init; }

    /// <summary>Why, in one line.</summary>
    public required string Reason { get; init; }

    /// <summary>The exception with its stack, cut at 8,000 characters; absent where there was none.</summary>
    public string? Detail { get; init; }

    public required DateTimeOffset GivenUpAt { get; init; }

    /// <summary>The message as it travelled, cut at 16,000 characters.</summary>
    public required string Body { get; init; }
}
