namespace Dcai.Contracts.Documents;

/// <summary>Where the images of a step come from.</summary>
public enum RecipeSource
{
    /// <summary>The balanced training images.</summary>
    Certified,

    /// <summary>Certified images that the balance had no room for.</summary>
    Surplus,

    /// <summary>Certified images that were collected on purpose (paper, table 2, third row).</summary>
    Gathered,

    /// <summary>Distorted copies of the images so far.</summary>
    Augmented,
}
