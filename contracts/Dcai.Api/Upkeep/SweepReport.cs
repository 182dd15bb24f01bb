namespace Dcai.Api;

/// <summary>What a sweep of the store has removed so far; one line of its answer. The last line is done, or says why the sweep stopped.</summary>
public sealed record SweepReport
{
    /// <summary>Nothing is removed, only counted.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Whole days; younger objects stay.</summary>
    public required int OlderThanDays { get; init; }

    /// <summary>Checkpoints, leases and whatever else spared a work a repetition.</summary>
    public required ObjectCounts Checkpoints { get; init; }

    /// <summary>Results of works whose generation is over.</summary>
    public required ObjectCounts Results { get; init; }

    /// <summary>Notices of messages that were given up; none where only one dataset is swept.</summary>
    public required ObjectCounts DeadLetters { get; init; }

    /// <summary>Images, models and shards that no document names.</summary>
    public required ObjectCounts Blobs { get; init; }

    /// <summary>Blobs that the store had; 0 until they have been listed, and where only one dataset is swept.</summary>
    public required long BlobsLooked { get; init; }

    public required bool Done { get; init; }

    /// <summary>Why it stopped; what was removed until then was right to go.</summary>
    public Problem? Problem { get; init; }
}
