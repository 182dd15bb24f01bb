namespace Dcai.Contracts.Documents;

/// <summary>Names of the rules by which images of a class that has too many become surplus.</summary>
public static class SurplusPolicies
{
    /// <summary>Drawn at random (paper, step 4).</summary>
    public const string Random = "random";

    /// <summary>Images that look like others of their class first, then those of the lowest EL2N; images without one, as of their class's mean.</summary>
    public const string Redundant = "redundant";

    public static IReadOnlyList<string> All { get; } = [Random, Redundant];
}
