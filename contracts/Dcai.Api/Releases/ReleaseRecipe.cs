namespace Dcai.Api;

/// <summary>How a release's training set of at most N_max images is made.</summary>
public sealed record ReleaseRecipe
{
    /// <summary>N_max.</summary>
    public required int LargestTrainCount { get; init; }

    /// <summary>In the order of adding.</summary>
    public required IReadOnlyList<RecipeStep> Steps { get; init; }

    /// <summary>The classes that get more copies than others.</summary>
    public required IReadOnlyList<string> HardClasses { get; init; }

    /// <summary>How copies are distorted, in the order of application; absent for the paper's six kinds.</summary>
    public IReadOnlyList<AugmentationSetting>? Augmentation { get; init; }

    /// <summary>A copy's randomness derives from this, its image and its number.</summary>
    public required ulong Seed { get; init; }
}
