namespace Dcai.Api;

/// <summary>A message that was given up.</summary>
public sealed record DeadLetterSummary
{
    public required string MessageId { get; init; }

    /// <summary>TrainAuxiliaryModel, RankShard …, or unknown.</summary>
    public required string Message { get; init; }

    public required string Queue { get; init; }

    /// <summary>Absent where the message names none.</summary>
    public string? DatasetId { get; init; }

    /// <summary>Why, in one line.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset GivenUpAt { get; init; }
}
