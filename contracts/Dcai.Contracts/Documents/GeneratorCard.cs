namespace Dcai.Contracts.Documents;

/// <summary>One trained generator.</summary>
public sealed record GeneratorCard
{
    /// <summary>γ at its largest.</summary>
    public required double Gamma { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>safetensors; absent where the training failed before its first good check.</summary>
    public Descriptor? Weights { get; init; }

    /// <summary>Steps that these weights were trained for; 0 for none.</summary>
    public required int KeptIteration { get; init; }

    /// <summary>Why the training ended: iterations, no-improvement, lost-agreement, failed.</summary>
    public required string End { get; init; }

    /// <summary>How often it failed and went back to an earlier check.</summary>
    public required int Rollbacks { get; init; }

    /// <summary>In the order in which they were made; after a failure the iterations go back.</summary>
    public required IReadOnlyList<GeneratorCheck> Checks { get; init; }
}
