namespace Dcai.Api;

/// <summary>Another password for whoever is logged in; it ends their other sessions.</summary>
public sealed record ChangePassword
{
    public required string Current { get; init; }

    /// <summary>12 to 200 characters.</summary>
    public required string Password { get; init; }
}
