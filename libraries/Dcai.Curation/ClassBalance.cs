using System.Globalization;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Gives every class the same number of samples (paper, step 4).</summary>
public static class ClassBalance
{
    /// <summary>The fewest images of a class with which there is something to train and something to validate.</summary>
    public const int SmallestClass = 2;

    /// <summary>Keeps of every class as many samples as the smallest class has; the others become surplus.</summary>
    /// <param name="certified">Each sample once, in any order.</param>
    /// <param name="classes">Class names.</param>
    /// <param name="seed">The dataset's seed.</param>
    /// <param name="where">What is balanced, for the error message: "release 2 from snapshot 7".</param>
    /// <param name="policy">One of <see cref="SurplusPolicies"/>; absent for the paper's draw at random.</param>
    /// <param name="groups">As of <see cref="DuplicateGroups.Of"/>; absent for none. Only the redundant policy looks at them.</param>
    /// <param name="history">What the last release kept and the rankings say; absent for the first release.</param>
    /// <remarks>What the last release kept is kept first, then its surplus returns, then comes what is new.</remarks>
    /// <exception cref="CurationException">Nothing is certified, a class has fewer than two samples, or a label is none of the classes.</exception>
    public static BalancedSamples Balance(
        IReadOnlyList<LabelledSample> certified,
        IReadOnlyList<string> classes,
        ulong seed,
        string where,
        string policy = SurplusPolicies.Random,
        IReadOnlyDictionary<string, string>? groups = null,
        BalanceHistory? history = null)
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

        return Balance(
            certified,
            sizes,
            new SurplusOrder(certified, policy, groups ?? new Dictionary<string, string>(), history ?? BalanceHistory.None, SeededRandom.For(seed, "class balance")));
    }

    private static BalancedSamples Balance(IReadOnlyList<LabelledSample> certified, Dictionary<string, int> sizes, SurplusOrder order)
    {
        var (smallestClass, smallest) = sizes.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).First();
        var (balanced, surplus, moves) = (new List<LabelledSample>(), new List<LabelledSample>(), new List<SurplusMove>());
        foreach (var ofClass in certified.GroupBy(sample => sample.Label, StringComparer.Ordinal))
        {
            var ordered = order.Of(ofClass);
            var kept = ordered.Take(smallest).Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
            balanced.AddRange(ordered.Take(smallest));
            surplus.AddRange(ordered.Skip(smallest));
            moves.AddRange(ordered.Take(smallest)
                .Where(sample => order.PlaceOf(sample) == BalancePlace.Surplus)
                .Select(sample => new SurplusMove(sample, BalancePlace.Surplus, BalancePlace.Balanced, string.Create(
                    CultureInfo.InvariantCulture, $"class '{sample.Label}' may have {smallest} now, and surplus returns first"))));
            moves.AddRange(ordered.Skip(smallest)
                .Where(sample => order.PlaceOf(sample) != BalancePlace.Surplus)
                .Select(sample => new SurplusMove(sample, order.PlaceOf(sample), BalancePlace.Surplus, string.Create(
                    CultureInfo.InvariantCulture,
                    $"class '{sample.Label}' has {ordered.Count} and the smallest, '{smallestClass}', has {smallest}: {order.WhySurplus(sample, kept)}"))));
        }

        return new BalancedSamples
        {
            Balanced = Labelled.ById(balanced),
            Surplus = Labelled.ById(surplus),
            Moves = [.. moves.OrderBy(move => move.Sample.SampleId, StringComparer.Ordinal)],
        };
    }
}
