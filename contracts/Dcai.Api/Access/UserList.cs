namespace Dcai.Api;

/// <summary>Everybody who may log in, by name.</summary>
public sealed record UserList
{
    public required IReadOnlyList<UserAccount> Users { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
