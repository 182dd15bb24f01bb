namespace Dcai.Contracts.Documents;

/// <summary>What was done, or tried, and who did it: to data for good, or to who may do what. It stays when the data is gone.</summary>
public sealed record AuditEntry
{
    /// <summary>delete, erase, restore, login, refused, logout, or the operation of the API.</summary>
    public required string Action { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    /// <summary>The dataset; absent where it concerned all of them.</summary>
    public string? DatasetId { get; init; }

    /// <summary>The image, where it was about one.</summary>
    public string? SampleId { get; init; }

    /// <summary>The user or API token that it concerns.</summary>
    public string? Subject { get; init; }

    public string? Reason { get; init; }

    /// <summary>Objects that went or came; 0 where it was not about data.</summary>
    public long ObjectCount { get; init; }

    /// <summary>Of those objects.</summary>
    public long SizeBytes { get; init; }
}
