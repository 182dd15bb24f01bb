using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>A decision that nothing replaces, and who made it.</summary>
public sealed record StandingDecision
{
    public required Decision Decision { get; init; }

    public required string Reviewer { get; init; }

    /// <summary>Made by a simulated reviewer.</summary>
    public required bool Simulated { get; init; }
}
