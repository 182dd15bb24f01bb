namespace Dcai.Api;

/// <summary>Another password for a user; it ends the user's sessions.</summary>
public sealed record SetPassword
{
    /// <summary>12 to 200 characters.</summary>
    public required string Password { get; init; }
}
