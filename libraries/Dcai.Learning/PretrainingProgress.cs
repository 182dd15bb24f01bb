namespace Dcai.Learning;

/// <summary>What the checkpoint of a pre-training holds beside tensors.</summary>
internal sealed record PretrainingProgress
{
    public required MaskedAutoencoderOptions Options { get; init; }

    public required string DataDigest { get; init; }

    public required ulong[] OrderState { get; init; }

    public required ulong[] MaskState { get; init; }

    public required int Step { get; init; }

    public required double LossSum { get; init; }

    public required double EpochSeconds { get; init; }

    /// <summary>Of the last step; null before the first.</summary>
    public required double? LastLoss { get; init; }

    public required IReadOnlyList<PretrainingEpoch> History { get; init; }
}
