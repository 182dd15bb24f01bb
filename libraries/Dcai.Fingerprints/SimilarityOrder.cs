namespace Dcai.Fingerprints;

/// <summary>Puts pictures that look alike beside each other.</summary>
public static class SimilarityOrder
{
    /// <summary>A block is ordered at a cost that grows with its square: a quarter of a second for this many.</summary>
    private const int LargestBlock = 16384;

    /// <summary>The nearest-neighbour path: begins with the first, and after each goes to whichever of the rest is nearest, the earlier one where several are.</summary>
    /// <param name="hashes">Perceptual hashes. More than 16,384 are ordered in blocks of so many.</param>
    /// <returns>The indexes 0 … n − 1 in the order of the path.</returns>
    /// <remarks>Rosenkrantz, Stearns and Lewis 1977, "An analysis of several heuristics for the traveling salesman problem".</remarks>
    public static IReadOnlyList<int> Of(IReadOnlyList<ulong> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);

        var order = new List<int>(hashes.Count);
        for (var start = 0; start < hashes.Count; start += LargestBlock)
        {
            var rest = Enumerable.Range(start, Math.Min(LargestBlock, hashes.Count - start)).ToList();
            for (var next = 0; rest.Count > 0;)
            {
                order.Add(rest[next]);
                var here = hashes[rest[next]];
                rest.RemoveAt(next);
                var least = int.MaxValue;
                for (var index = 0; index < rest.Count && least > 0; index++)
                {
                    var distance = HammingDistance.Between(here, hashes[rest[index]]);
                    if (distance < least)
                    {
                        (least, next) = (distance, index);
                    }
                }
            }
        }

        return order;
    }

    /// <summary>Cuts an order into stacks: runs in which each is near to the run's first.</summary>
    /// <param name="hashes">Perceptual hashes, in the order.</param>
    /// <param name="distance">The most bits by which one of a stack may differ from its first, range [0, 64].</param>
    /// <param name="largest">The most that a stack holds, at least 1.</param>
    /// <returns>For each the index of its stack's first.</returns>
    public static IReadOnlyList<int> Stacks(IReadOnlyList<ulong> hashes, int distance, int largest)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        return Stacks(hashes.Count, (first, index) => HammingDistance.Between(hashes[first], hashes[index]) <= distance, largest);
    }

    /// <summary>Cuts an order into stacks: runs in which each is like the run's first.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="areAlike">Asked with the place of a run's first and that of a later one.</param>
    /// <param name="largest">The most that a stack holds, at least 1.</param>
    /// <returns>For each the index of its stack's first.</returns>
    public static IReadOnlyList<int> Stacks(int count, Func<int, int, bool> areAlike, int largest)
    {
        ArgumentNullException.ThrowIfNull(areAlike);
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, 1);

        var firsts = new int[count];
        for (var index = 1; index < count; index++)
        {
            var first = firsts[index - 1];
            firsts[index] = index - first < largest && areAlike(first, index) ? first : index;
        }

        return firsts;
    }
}
