namespace Dcai.Fingerprints;

internal static class SplitName
{
    /// <summary>The three names for the validation split become one; null for a name that is no split.</summary>
    public static string? Normalise(string name) => name.ToLowerInvariant() switch
    {
        "train" => "train",
        "val" or "valid" or "validation" => "val",
        "test" => "test",
        _ => null,
    };
}
