namespace Dcai.Contracts.Documents;

/// <summary>How a release's training set of at most N_max images is made. It follows from the snapshot and the settings, and the images follow from it.</summary>
public sealed record TrainingRecipe
{
    /// <summary>N_max.</summary>
    public required int LargestTrainCount { get; init; }

    /// <summary>What was added, in the order of adding.</summary>
    public required IReadOnlyList<RecipeStep> Steps { get; init; }

    /// <summary>Every training image but the augmented ones; sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Images { get; init; }

    /// <summary>Of which image how many distorted copies are made; sorted by sample id.</summary>
    public required IReadOnlyList<AugmentedSample> Augmented { get; init; }

    /// <summary>The classes that get more copies than others, in the settings' order.</summary>
    public required IReadOnlyList<string> HardClasses { get; init; }

    /// <summary>How copies are distorted, in the order of application; absent, in recipes of older builds, for the paper's six kinds.</summary>
    public IReadOnlyList<AugmentationStep>? Augmentation { get; init; }

    /// <summary>A copy's randomness derives from this, its image and its number.</summary>
    public required ulong Seed { get; init; }
}
