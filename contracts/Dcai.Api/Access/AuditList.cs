namespace Dcai.Api;

/// <summary>A page of the audit, the newest first.</summary>
public sealed record AuditList
{
    public required IReadOnlyList<AuditRecord> Entries { get; init; }

    /// <summary>What the next page comes before; absent on the last.</summary>
    public string? Before { get; init; }
}
