namespace Dcai.Api;

/// <summary>How often a given label met another one.</summary>
public sealed record LabelMatrix
{
    /// <summary>The classes, in the settings' order; rows and columns follow it.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>One row per class for images with exactly that given label, and a last one for those with none or several. A column per class.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Counts { get; init; }

    /// <summary>By the same rows: images that people removed. Absent where a model and no person chose the columns.</summary>
    public IReadOnlyList<int>? Removed { get; init; }
}
