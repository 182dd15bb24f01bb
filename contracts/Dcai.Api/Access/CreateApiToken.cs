namespace Dcai.Api;

/// <summary>A new API token.</summary>
public sealed record CreateApiToken
{
    /// <summary>As a user's name; no user and no other token has it.</summary>
    public required string Name { get; init; }

    public required Grant Grant { get; init; }

    /// <summary>Days until it opens nothing any more, in 1 … 366.</summary>
    public int Days { get; init; } = 90;
}
