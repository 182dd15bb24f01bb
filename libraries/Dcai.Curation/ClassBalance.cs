using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Gives every class the same number of samples (paper, step 4).</summary>
public static class ClassBalance
{
    /// <summary>The fewest images of a class with which there is something to train and something to validate.</summary>
    public const int SmallestClass = 2;

    /// <summary>Draws from every class as many samples as the smallest class has; the others become surplus.</summary>
    /// <param name="certified">Each sample once, in any order.</param>
    /// <param name="classes">Class names.</param>
    /// <param name="seed">The dataset's seed.</param>
    /// <param name="where">What is balanced, for the error message: "release 2 from snapshot 7".</param>
    /// <exception cref="CurationException">Nothing is certified, a class has fewer than two samples, or a label is none of the classes.</exception>
    public static BalancedSamples Balance(IReadOnlyList<LabelledSample> certified, IReadOnlyList<string> classes, ulong seed, string where)
    {
        ArgumentNullException.ThrowIfNull(certified);
        ArgumentNullException.ThrowIfNull(classes);
        if (certified.Count == 0)
        {
            throw new CurationException(
                "no certified image is left to release",
                where,
                "Ingest images and certify them, or correct the decisions that removed them.");
        }

        var sizes = Apportionment.SizesOf(certified);
        if (sizes.Keys.Where(label => !classes.Contains(label)).Order(StringComparer.Ordinal).FirstOrDefault() is { } stranger)
        {
            throw new CurationException(
                $"{sizes[stranger]} images are certified as '{stranger}', which is none of the classes {string.Join(", ", classes)}",
                where,
                "Add the class to the settings, or correct those decisions.");
        }

        string[] tooSmall = [.. classes.Where(label => sizes.GetValueOrDefault(label) < SmallestClass)];
        if (tooSmall.Length > 0)
        {
            throw new CurationException(
                $"too few certified images to balance: {string.Join(", ", tooSmall.Select(label => $"class '{label}' has {sizes.GetValueOrDefault(label)}"))}, "
                + $"every class needs at least {SmallestClass}",
                where,
                "Ingest and certify more images of these classes, or take them out of the settings.");
        }

        var smallest = sizes.Values.Min();
        var quotas = sizes.Keys.ToDictionary(label => label, _ => smallest, StringComparer.Ordinal);
        var (balanced, surplus) = StratifiedDraw.Take(certified, quotas, SeededRandom.For(seed, "class balance"));
        return new BalancedSamples { Balanced = balanced, Surplus = surplus };
    }
}
