namespace Dcai.Api;

/// <summary>How people decide together. What is left out is the paper's rule: one person's word is enough.</summary>
public sealed record ReviewSettings
{
    /// <summary>n: how many reviewers have to say the same of an image, range [1, 10].</summary>
    public int ReviewersPerItem { get; init; } = 1;

    /// <summary>Who settles what several reviewers disagree on; empty for everybody who was not part of it.</summary>
    public IReadOnlyList<string> Adjudicators { get; init; } = [];

    /// <summary>How many images with a known answer are mixed in, as a share of what a reviewer is shown, range [0, 0.5].</summary>
    public double GoldShare { get; init; }

    /// <summary>In how many hours after it was opened a review is due, range (0, 8760]; absent for whenever people come to it.</summary>
    public double? DueHours { get; init; }

    /// <summary>The label book: what reviewers are told of the classes; at most one entry for each.</summary>
    public IReadOnlyList<ClassGuide> ClassGuides { get; init; } = [];
}
