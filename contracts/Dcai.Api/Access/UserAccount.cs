namespace Dcai.Api;

/// <summary>Somebody who may log in.</summary>
public sealed record UserAccount
{
    /// <summary>Stands beside every decision of theirs.</summary>
    public required string Name { get; init; }

    /// <summary>One at most for each dataset and one for all; none: they may log in and see nothing.</summary>
    public required IReadOnlyList<Grant> Grants { get; init; }

    /// <summary>Otherwise they log in through the provider of single sign-on only.</summary>
    public required bool HasPassword { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who changed the account last, and from where.</summary>
    public required string ChangedBy { get; init; }
}
