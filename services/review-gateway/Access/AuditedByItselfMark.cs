namespace Dcai.ReviewGateway.Access;

/// <summary>On endpoints that <see cref="AdminAudit"/> leaves alone.</summary>
internal sealed class AuditedByItselfMark
{
    public static AuditedByItselfMark Instance { get; } = new();
}
