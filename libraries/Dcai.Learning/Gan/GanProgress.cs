namespace Dcai.Learning;

/// <summary>What the checkpoint of a generator's training holds beside tensors.</summary>
internal sealed record GanProgress
{
    public required GanOptions Options { get; init; }

    /// <summary>Of images, labels and classifier.</summary>
    public required string DataDigest { get; init; }

    public required ulong[] OrderState { get; init; }

    public required ulong[] NoiseState { get; init; }

    public required ulong[] DistortionState { get; init; }

    public required int Iteration { get; init; }

    /// <summary>Of the running epoch.</summary>
    public required int Step { get; init; }

    public required double GeneratorLossSum { get; init; }

    public required double DiscriminatorLossSum { get; init; }

    /// <summary>Steps since the last check.</summary>
    public required int LossCount { get; init; }

    public required int Rollbacks { get; init; }

    public required IReadOnlyList<GanCheck> Checks { get; init; }

    /// <summary>The iteration whose generator is kept; 0 for none yet.</summary>
    public required int KeptIteration { get; init; }

    /// <summary>Why it ended; null while it goes on.</summary>
    public GanEnd? End { get; init; }
}
