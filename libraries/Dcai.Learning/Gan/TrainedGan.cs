namespace Dcai.Learning;

/// <summary>The result of a finished training of a generator.</summary>
public sealed record TrainedGan
{
    /// <summary>The averaged generator of <see cref="KeptIteration"/> as safetensors, for <see cref="ImageGenerator.Load"/>; null where the training failed before its first good check.</summary>
    public required byte[]? Generator { get; init; }

    /// <summary>Steps that the kept generator was trained for: with the whole γ, those of the check with the smallest Fréchet distance, else those of the last good check; 0 for none.</summary>
    public required int KeptIteration { get; init; }

    /// <summary>Why it ended.</summary>
    public required GanEnd End { get; init; }

    /// <summary>How often it went back to an earlier check.</summary>
    public required int Rollbacks { get; init; }

    /// <summary>In the order in which they were made; after a failure the iterations go back.</summary>
    public required IReadOnlyList<GanCheck> Checks { get; init; }
}
