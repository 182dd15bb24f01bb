using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Sets samples aside at random: the test set, and the validation set of a release (paper, step 5).</summary>
public static class TestSelection
{
    /// <summary>Draws a test set; whole groups of images that look alike, every class in proportion.</summary>
    /// <param name="samples">Each once, in any order.</param>
    /// <param name="groups">As of <see cref="DuplicateGroups.Of"/>.</param>
    /// <param name="share">Test images of all, range [0, 1); 0 for none.</param>
    /// <param name="seed">The dataset's seed.</param>
    /// <returns>
    /// The drawn samples and the others, both sorted by id. A class gives at least one and keeps at least two; it gives a few less than its
    /// share where no whole group fits any more.
    /// </returns>
    public static (IReadOnlyList<LabelledSample> Test, IReadOnlyList<LabelledSample> Others) Select(
        IReadOnlyList<LabelledSample> samples,
        IReadOnlyDictionary<string, string> groups,
        double share,
        ulong seed)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(groups);
        if (share is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A test share lies in [0, 1).");
        }

        if (share == 0)
        {
            return ([], Labelled.ById(samples));
        }

        var total = (int)Math.Round(samples.Count * share, MidpointRounding.AwayFromZero);
        var quotas = Apportionment.Divide(
            Apportionment.SizesOf(samples), total, _ => 1, size => Math.Max(0, size - ClassBalance.SmallestClass));
        return StratifiedDraw.TakeGroups(samples, quotas, groups, SeededRandom.For(seed, "test set"));
    }

    /// <summary>Draws the validation set of a release; whole groups, every class in proportion.</summary>
    /// <param name="samples">Each once, in any order.</param>
    /// <param name="groups">As of <see cref="DuplicateGroups.Of"/>.</param>
    /// <param name="count">How many are wanted; fewer where a class would keep less than half of its images for training.</param>
    /// <param name="seed">The dataset's seed.</param>
    /// <returns>Disjoint, together all samples; at least one validation image of every class that has two.</returns>
    public static SplitSamples SelectValidation(
        IReadOnlyList<LabelledSample> samples,
        IReadOnlyDictionary<string, string> groups,
        int count,
        ulong seed)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var quotas = Apportionment.Divide(Apportionment.SizesOf(samples), count, _ => 1, size => size / 2);
        var (validation, train) = StratifiedDraw.TakeGroups(samples, quotas, groups, SeededRandom.For(seed, "release validation"));
        return new SplitSamples { Train = train, Validation = validation, HeldOutCount = 0 };
    }
}
