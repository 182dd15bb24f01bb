namespace Dcai.Api;

/// <summary>Who asks, and what they may do.</summary>
public sealed record Session
{
    public required VisitorKind Kind { get; init; }

    /// <summary>The user's or the API token's; absent for the gateway's token, whose holder says who decides.</summary>
    public string? Name { get; init; }

    public required IReadOnlyList<Grant> Grants { get; init; }
}
