namespace Dcai.Learning;

/// <summary>What a checkpoint holds beside tensors.</summary>
internal sealed record TrainingProgress
{
    public required TrainingOptions Options { get; init; }

    public required string DataDigest { get; init; }

    public required ulong[] OrderState { get; init; }

    public required ulong[] DistortionState { get; init; }

    public required ulong[] MixingState { get; init; }

    public required int Step { get; init; }

    public required double LossSum { get; init; }

    public required int Correct { get; init; }

    public required double EpochSeconds { get; init; }

    /// <summary>Of the last step; null before the first.</summary>
    public required double? LastLoss { get; init; }

    public required int BestEpoch { get; init; }

    public required IReadOnlyList<EpochMetrics> History { get; init; }
}
