namespace Dcai.Api;

/// <summary>What a program carries instead of a password. The secret itself is shown once, when it is made.</summary>
public sealed record ApiToken
{
    public required string TokenId { get; init; }

    /// <summary>Stands beside every decision that is made with it.</summary>
    public required string Name { get; init; }

    public required Grant Grant { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it, and from where.</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
