namespace Dcai.Api;

/// <summary>Everybody who may log in, by name.</summary>
public sealed record UserList
{
    public required IReadOnlyList<UserAccount> Users { get; init; }
}
