namespace Dcai.Api;

/// <summary>One generator: how its training goes, or went.</summary>
public sealed record GeneratorReport
{
    /// <summary>From 0.</summary>
    public required int Number { get; init; }

    /// <summary>γ at its largest; absent while it is trained.</summary>
    public double? Gamma { get; init; }

    /// <summary>Steps that the generator that paints was trained for; 0 for none, absent while it is trained.</summary>
    public int? KeptIteration { get; init; }

    /// <summary>Why the training ended: iterations, no-improvement, lost-agreement, failed; absent while it goes on.</summary>
    public string? End { get; init; }

    /// <summary>How often it failed and went back to an earlier check; absent while it is trained.</summary>
    public int? Rollbacks { get; init; }

    /// <summary>In the order in which they were made; after a failure the iterations go back.</summary>
    public required IReadOnlyList<GeneratorCheckReport> Checks { get; init; }
}
