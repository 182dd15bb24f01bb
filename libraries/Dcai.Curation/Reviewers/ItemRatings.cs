namespace Dcai.Curation.Reviewers;

/// <summary>What several people said of one item without knowing of each other.</summary>
public sealed record ItemRatings
{
    public required string SampleId { get; init; }

    /// <summary>Reviewer to the label that he certified; <see cref="Removed"/> for a removal.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Stands for a removal; no class is called so, as a class cannot have a slash in its name.</summary>
    public const string Removed = "/removed";
}
