namespace Dcai.Api;

/// <summary>A page of the audit, the newest first.</summary>
public sealed record AuditList
{
    public required IReadOnlyList<AuditRecord> Entries { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
