namespace Dcai.Api;

/// <summary>A new API token with its secret, which is kept nowhere: only its hash is.</summary>
public sealed record CreatedApiToken
{
    public required ApiToken Token { get; init; }

    /// <summary>To be sent as <c>Authorization: Bearer …</c>.</summary>
    public required string Secret { get; init; }
}
