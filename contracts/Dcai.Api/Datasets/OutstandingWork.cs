namespace Dcai.Api;

/// <summary>Commands of one kind that were sent and not answered yet.</summary>
public sealed record OutstandingWork
{
    /// <summary>TrainAuxiliaryModel, RankShard …</summary>
    public required string Command { get; init; }

    public required int Count { get; init; }

    /// <summary>Those that no worker has told to be working on: they wait in a queue, or for a worker.</summary>
    public int? Waiting { get; init; }

    /// <summary>Those that a worker has told to be working on; may lag by some seconds.</summary>
    public int? Running { get; init; }

    /// <summary>How often the most often sent of them was sent, where that is more than once.</summary>
    public int? Attempts { get; init; }
}
