using Dcai.Fingerprints.Known;

namespace Dcai.IngestHasher;

/// <summary>Names of splits and their set.</summary>
internal static class Splits
{
    private static readonly (string Name, SplitSet Split)[] All = [("test", SplitSet.Test), ("val", SplitSet.Validation), ("train", SplitSet.Train)];

    /// <summary>The split of a name; none where there is no name, or it names no split.</summary>
    public static SplitSet Of(string? name) => Array.Find(All, split => split.Name == name).Split;

    /// <summary>The split, test before val before train, in which a picture is already while it arrives for another; null where there is none.</summary>
    public static string? Other(SplitSet arriving, SplitSet present) =>
        arriving == SplitSet.None ? null : Array.Find(All, split => split.Split != arriving && (present & split.Split) != 0).Name;
}
