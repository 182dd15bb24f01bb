namespace Dcai.Contracts.Documents;

/// <summary>A balanced, split dataset and the trainings that prove what it is worth (paper, steps 4 and 5). Surplus is moved, never deleted.</summary>
public sealed record Release
{
    public required int ReleaseVersion { get; init; }

    public required int Snapshot { get; init; }

    /// <summary>That of the snapshot.</summary>
    public required string ContentDigest { get; init; }

    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Train { get; init; }

    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Validation { get; init; }

    /// <summary>Sorted by sample id; the external test set where one is given.</summary>
    public required IReadOnlyList<LabelledSample> Test { get; init; }

    /// <summary>Certified, but more than the smallest class has; where there is a recipe, gathered images too. The recipe may train on them.</summary>
    public required IReadOnlyList<LabelledSample> Surplus { get; init; }

    /// <summary>Painted images that people certified, sorted by sample id: in the training that says what they are worth, and in nothing else. Absent where there are none.</summary>
    public IReadOnlyList<LabelledSample>? Synthesized { get; init; }

    /// <summary>Images of the external test set that were among the dataset's and are in no training.</summary>
    public required int HeldOutFromTraining { get; init; }

    /// <summary>What others may do with the images, as the owner stated it; absent where nothing was stated.</summary>
    public string? Licence { get; init; }

    /// <summary>How the training set is filled up to the most images that it may have; absent where the settings name no such number.</summary>
    public TrainingRecipe? Recipe { get; init; }

    public required IReadOnlyList<PlannedTraining> Trainings { get; init; }
}
