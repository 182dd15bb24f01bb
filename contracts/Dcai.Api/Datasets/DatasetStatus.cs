namespace Dcai.Api;

/// <summary>Where a dataset stands.</summary>
public sealed record DatasetStatus
{
    public required string DatasetId { get; init; }

    /// <summary>Name of the curation's state: Collecting, RoundReview, Released …; New where nothing has happened yet.</summary>
    public required string State { get; init; }

    /// <summary>The state that a paused or suspended curation returns to.</summary>
    public string? ResumesTo { get; init; }

    /// <summary>Why the curation is suspended, in one line.</summary>
    public string? SuspendedBecause { get; init; }

    /// <summary>0 before the first.</summary>
    public required int Round { get; init; }

    /// <summary>1 is the first; 0 before it.</summary>
    public required int Generation { get; init; }

    public required int SettingsVersion { get; init; }

    /// <summary>0 for the empty dataset.</summary>
    public required int SnapshotVersion { get; init; }

    /// <summary>Of the newest snapshot; absent for the empty dataset.</summary>
    public string? ContentDigest { get; init; }

    public required SampleCounts Counts { get; init; }

    /// <summary>Accepted uploads that nobody has ingested yet.</summary>
    public required int UploadsWaiting { get; init; }

    /// <summary>Ingested batches that no snapshot has folded in yet.</summary>
    public required int BatchesWaiting { get; init; }

    public required int OpenReviews { get; init; }

    /// <summary>The newest release; 0 before the first.</summary>
    public required int Release { get; init; }

    /// <summary>The kinds of work that are under way, with how many of each.</summary>
    public required IReadOnlyList<OutstandingWork> Outstanding { get; init; }

    /// <summary>What the workers last told of that work; may lag or be empty.</summary>
    public required IReadOnlyList<WorkProgress> Progress { get; init; }

    /// <summary>The slowest step of the services so far, the running one included; absent before the first.</summary>
    public StepDuration? SlowestStep { get; init; }
}
