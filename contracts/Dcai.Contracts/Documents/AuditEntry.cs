namespace Dcai.Contracts.Documents;

/// <summary>What was done to data for good, and who did it. It stays when the data is gone.</summary>
public sealed record AuditEntry
{
    /// <summary>delete, erase or restore.</summary>
    public required string Action { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    /// <summary>The dataset; absent where it concerned all of them.</summary>
    public string? DatasetId { get; init; }

    /// <summary>The image, where it was about one.</summary>
    public string? SampleId { get; init; }

    public string? Reason { get; init; }

    public required long ObjectCount { get; init; }

    public required long SizeBytes { get; init; }
}
