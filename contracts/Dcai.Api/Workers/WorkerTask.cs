namespace Dcai.Api;

/// <summary>Commands of one kind and dataset that a worker is carrying out.</summary>
public sealed record WorkerTask
{
    /// <summary>TrainAuxiliaryModel, RankShard …</summary>
    public required string Command { get; init; }

    public required string DatasetId { get; init; }

    /// <summary>Absent where the commands name no round.</summary>
    public int? Round { get; init; }

    public required int Count { get; init; }

    /// <summary>When the worker took up the first of them; a long work is taken up anew for each slice.</summary>
    public required DateTimeOffset Since { get; init; }
}
