using Dcai.Api;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Access;

/// <summary>A version of an API token, as <c>gateway/tokens/…</c> holds it: the first makes it, the second revokes it.</summary>
internal sealed record ApiTokenDocument
{
    public static DocumentFormat<ApiTokenDocument> Format { get; } = new("dcai.api-token", 1);

    public required string TokenId { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the whole secret, in hexadecimal. A secret of 256 random bits needs no slower hash.</summary>
    public required string Hash { get; init; }

    public required Grant Grant { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who, and from where.</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public bool IsRevoked { get; init; }
}
