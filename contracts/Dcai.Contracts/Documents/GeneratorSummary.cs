namespace Dcai.Contracts.Documents;

/// <summary>A generator that painted for a release, in short; its checks are in the card of the release that it was trained for.</summary>
public sealed record GeneratorSummary
{
    /// <summary>The release whose classifier it was to mislead.</summary>
    public required int Release { get; init; }

    /// <summary>From 0.</summary>
    public required int Number { get; init; }

    /// <summary>γ at its largest.</summary>
    public required double Gamma { get; init; }

    /// <summary>Steps that it was trained for; 0 where the training failed before its first good check.</summary>
    public required int KeptIteration { get; init; }

    /// <summary>Why the training ended: iterations, no-improvement, lost-agreement, failed.</summary>
    public required string End { get; init; }

    /// <summary>How often the training failed and went back.</summary>
    public required int Rollbacks { get; init; }

    /// <summary>The check after that many steps, from 0; absent where there is none, as is what it found.</summary>
    public int? Check { get; init; }

    /// <inheritdoc cref="GeneratorCheck.FrechetDistance"/>
    public double? FrechetDistance { get; init; }

    /// <inheritdoc cref="GeneratorCheck.Agreement"/>
    public double? Agreement { get; init; }

    /// <inheritdoc cref="GeneratorCheck.Sheet"/>
    public Descriptor? Sheet { get; init; }
}
