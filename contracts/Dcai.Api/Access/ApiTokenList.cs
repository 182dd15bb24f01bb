namespace Dcai.Api;

/// <summary>The API tokens that open something, by name.</summary>
public sealed record ApiTokenList
{
    public required IReadOnlyList<ApiToken> Tokens { get; init; }
}
