namespace Dcai.Contracts;

/// <summary>Commands of one kind and dataset that a process is carrying out.</summary>
public sealed record WorkerActivity
{
    /// <summary>TrainAuxiliaryModel, RankShard …</summary>
    public required string Command { get; init; }

    public required string DatasetId { get; init; }

    /// <summary>Absent where the commands name no round.</summary>
    public int? Round { get; init; }

    public required int Count { get; init; }

    /// <summary>When the first of them was taken up.</summary>
    public required DateTimeOffset Since { get; init; }
}
