namespace Dcai.Api;

/// <summary>How far the verification of a restored dataset is; one line of its answer. The last line is done, and the dataset is there; or it says what is wrong.</summary>
public sealed record RestoreReport
{
    public required string DatasetId { get; init; }

    /// <summary>Objects read and found to be what the backup says.</summary>
    public required int Verified { get; init; }

    public required int Total { get; init; }

    public required bool Done { get; init; }

    public Problem? Problem { get; init; }
}
