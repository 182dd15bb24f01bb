using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>What an earlier release and the rankings say about the images that are balanced.</summary>
public sealed record BalanceHistory
{
    private static readonly HashSet<string> Nobody = new(StringComparer.Ordinal);

    /// <summary>Before the first release, without a ranking.</summary>
    public static BalanceHistory None { get; } = new();

    /// <summary>Ids of the images that the last release trained, validated and tested with.</summary>
    public IReadOnlySet<string> Balanced { get; init; } = Nobody;

    /// <summary>Ids of the last release's surplus.</summary>
    public IReadOnlySet<string> Surplus { get; init; } = Nobody;

    /// <summary>Sample id to its EL2N in the newest ranking that has one, range [0, √2]; low is easy.</summary>
    /// <remarks>Paul et al. 2021, "Deep Learning on a Data Diet", https://arxiv.org/abs/2107.07075.</remarks>
    public IReadOnlyDictionary<string, double> El2n { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <param name="last">The release before; absent for the first.</param>
    /// <param name="el2n">Sample id to EL2N.</param>
    public static BalanceHistory Of(Release? last, IReadOnlyDictionary<string, double> el2n) => last is null
        ? new BalanceHistory { El2n = el2n }
        : new BalanceHistory
        {
            Balanced = Ids([.. last.Train, .. last.Validation, .. last.Test]),
            Surplus = Ids(last.Surplus),
            El2n = el2n,
        };

    private static HashSet<string> Ids(IReadOnlyList<LabelledSample> samples) => samples.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
}
