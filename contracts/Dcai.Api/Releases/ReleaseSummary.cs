namespace Dcai.Api;

/// <summary>A balanced, split dataset.</summary>
public sealed record ReleaseSummary
{
    /// <summary>1 is the first.</summary>
    public required int Release { get; init; }

    public required int SnapshotVersion { get; init; }

    /// <summary>That of the snapshot.</summary>
    public required string ContentDigest { get; init; }

    /// <summary>As the owner stated it when the release was planned; absent where nothing was stated.</summary>
    public string? Licence { get; init; }

    public required int TrainCount { get; init; }

    public required int ValidationCount { get; init; }

    public required int TestCount { get; init; }

    /// <summary>Certified, but more than the smallest class has.</summary>
    public required int SurplusCount { get; init; }

    /// <summary>How the training set is filled up; absent where the settings name no most number of images.</summary>
    public ReleaseRecipe? Recipe { get; init; }

    /// <summary>Every planned training is done.</summary>
    public required bool Evaluated { get; init; }
}
