namespace Dcai.Api;

/// <summary>The API tokens that open something, by name.</summary>
public sealed record ApiTokenList
{
    public required IReadOnlyList<ApiToken> Tokens { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
