namespace Dcai.Api;

/// <summary>Commands of one kind that were sent and not answered yet.</summary>
public sealed record OutstandingWork
{
    /// <summary>TrainAuxiliaryModel, RankShard …</summary>
    public required string Command { get; init; }

    public required int Count { get; init; }
}
