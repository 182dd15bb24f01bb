namespace Dcai.Api;

/// <summary>How far the deletion of a dataset is; one line of its answer. The last line is done, or says why it stopped; the same request goes on with it.</summary>
public sealed record DeletionReport
{
    public required string DatasetId { get; init; }

    /// <summary>What the dataset had when its deletion began.</summary>
    public required ObjectCounts Had { get; init; }

    /// <summary>Removed by this request.</summary>
    public required ObjectCounts Removed { get; init; }

    /// <summary>Workers may be storing something under the dataset's name until then; absent where it can be used again at once.</summary>
    public DateTimeOffset? NameFreeAt { get; init; }

    public required bool Done { get; init; }

    public Problem? Problem { get; init; }
}
