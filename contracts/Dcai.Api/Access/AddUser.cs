namespace Dcai.Api;

/// <summary>A new user.</summary>
public sealed record AddUser
{
    /// <summary>1 to 64 letters, digits and <c>. - _ @</c>, beginning with a letter or digit; two names differ in more than case.</summary>
    public required string Name { get; init; }

    /// <summary>12 to 200 characters; absent: logs in through the provider of single sign-on only.</summary>
    public string? Password { get; init; }

    public IReadOnlyList<Grant> Grants { get; init; } = [];
}
