using Dcai.Api;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Access;

/// <summary>A version of a user, as <c>gateway/users/…</c> holds it.</summary>
internal sealed record UserDocument
{
    public static DocumentFormat<UserDocument> Format { get; } = new("dcai.user", 1);

    public required string Name { get; init; }

    /// <summary>Absent for who logs in through single sign-on only.</summary>
    public string? PasswordHash { get; init; }

    public required IReadOnlyList<Grant> Grants { get; init; }

    /// <summary>Sessions hold it: a new one ends them.</summary>
    public required string Stamp { get; init; }

    /// <summary>The name stays taken by what was decided under it; the account opens nothing.</summary>
    public bool IsRemoved { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who, and from where.</summary>
    public required string ChangedBy { get; init; }
}
