using Dcai.Api;

namespace Dcai.Cli.Reports;

/// <summary>How fast the reviews led to the label errors that are known.</summary>
internal static class EffortMeter
{
    private const int MostPoints = 101;

    /// <param name="decided">Sample ids in the order of their decisions; a sample counts when it is decided first.</param>
    /// <param name="known">Sample ids of the known label errors.</param>
    /// <param name="sampleCount">Samples of the dataset: what random order would draw from.</param>
    /// <param name="simulated">The decisions were a simulated reviewer's.</param>
    public static ReviewEffortReport Measure(IEnumerable<string> decided, IReadOnlySet<string> known, int sampleCount, bool simulated)
    {
        var (decisions, found) = (0, new List<int>());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sampleId in decided)
        {
            decisions++;
            if (seen.Add(sampleId) && known.Contains(sampleId))
            {
                found.Add(decisions);
            }
        }

        return new ReviewEffortReport
        {
            Decisions = decisions,
            LabelErrorsKnown = known.Count,
            DecisionsTo50 = DecisionsTo(0.50, found, known.Count),
            DecisionsTo80 = DecisionsTo(0.80, found, known.Count),
            DecisionsTo95 = DecisionsTo(0.95, found, known.Count),
            DecisionsTo50Random = ExpectedTo(0.50, known.Count, sampleCount),
            DecisionsTo80Random = ExpectedTo(0.80, known.Count, sampleCount),
            DecisionsTo95Random = ExpectedTo(0.95, known.Count, sampleCount),
            Simulated = simulated,
            Found = Thin(decisions, found),
        };
    }

    /// <summary>The curve at evenly spread numbers of decisions.</summary>
    private static IReadOnlyList<EffortPointReport> Thin(int decisions, List<int> found) =>
    [
        .. Enumerable.Range(0, MostPoints)
            .Select(point => (int)Math.Round((double)point * decisions / (MostPoints - 1)))
            .Distinct()
            .Select(count => new EffortPointReport { Decisions = count, Errors = found.Count(position => position <= count) }),
    ];

    private static int Needed(double share, int known) => (int)Math.Ceiling(share * known);

    private static int? DecisionsTo(double share, List<int> found, int known) =>
        known > 0 && found.Count >= Needed(share, known) ? found[Needed(share, known) - 1] : null;

    /// <summary>Expected draws without replacement until the k-th of M errors among N samples: k (N + 1) / (M + 1), the mean of the negative
    /// hypergeometric distribution.</summary>
    private static int? ExpectedTo(double share, int known, int sampleCount) =>
        known > 0 && sampleCount >= known ? (int)Math.Round(Needed(share, known) * (sampleCount + 1.0) / (known + 1)) : null;
}
