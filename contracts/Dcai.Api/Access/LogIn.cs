namespace Dcai.Api;

/// <summary>Asks for a session: with name and password, or with the gateway's token.</summary>
public sealed record LogIn
{
    public string? Name { get; init; }

    public string? Password { get; init; }

    /// <summary>The gateway's own; API tokens open no sessions.</summary>
    public string? Token { get; init; }
}
