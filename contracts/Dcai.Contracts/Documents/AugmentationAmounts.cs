namespace Dcai.Contracts.Documents;

/// <summary>The kinds of distortion that an <see cref="AugmentationStep"/> may name, and the range of each one's amount.</summary>
public static class AugmentationAmounts
{
    public static IReadOnlyDictionary<string, (double Least, double Most)> All { get; } = new Dictionary<string, (double, double)>(StringComparer.Ordinal)
    {
        ["rotation"] = (0, 0.5),
        ["translation"] = (0, 0.5),
        ["contrast"] = (0, 0.95),
        ["black-spots"] = (0, 16),
        ["white-spots"] = (0, 16),
        ["dashed-lines"] = (0, 16),
        ["flip-horizontal"] = (1, 1),
        ["flip-vertical"] = (1, 1),
        ["crop"] = (0.05, 1),
        ["scale"] = (0, 0.9),
        ["shear"] = (0, 1),
        ["elastic"] = (0, 0.2),
        ["noise"] = (0, 128),
        ["blur"] = (0, 8),
        ["colour-jitter"] = (0, 0.9),
        ["cut-out"] = (0, 0.5),
    };
}
