namespace Dcai.Api;

/// <summary>Something that was done, or tried, by somebody.</summary>
public sealed record AuditRecord
{
    public required DateTimeOffset At { get; init; }

    /// <summary>login, refused, logout, delete …; for other actions of admins the operation as the API's description names it.</summary>
    public required string Action { get; init; }

    /// <summary>Who asked for it, and from where.</summary>
    public required string By { get; init; }

    /// <summary>The user or API token that it concerns.</summary>
    public string? Subject { get; init; }

    public string? DatasetId { get; init; }

    public string? SampleId { get; init; }

    public string? Reason { get; init; }
}
