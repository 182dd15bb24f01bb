namespace Dcai.Api;

/// <summary>A generator that painted for a release, in short; see the painting of the release that it was trained for.</summary>
public sealed record GeneratorSummaryReport
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

    /// <inheritdoc cref="GeneratorCheckReport.FrechetDistance"/>
    public double? FrechetDistance { get; init; }

    /// <inheritdoc cref="GeneratorCheckReport.Agreement"/>
    public double? Agreement { get; init; }

    /// <summary>sha256:… of the sheet of samples; absent where there is none.</summary>
    public string? SheetDigest { get; init; }

    /// <summary>Where the gateway serves it.</summary>
    public string? SheetPath { get; init; }
}
