using System.Globalization;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>The order in which the images of a class are kept; those at its end become surplus.</summary>
/// <remarks>
/// What the last release kept comes first, then its surplus, then what is new: surplus returns before anything else is added. Within these, the
/// policy decides, and where it does not, the seed.
/// </remarks>
internal sealed class SurplusOrder
{
    private readonly string _policy;
    private readonly BalanceHistory _history;
    private readonly IReadOnlyDictionary<string, string> _groups;
    private readonly ILookup<string, string> _alike;
    private readonly Dictionary<string, int> _draw;
    private readonly Dictionary<string, double> _meanEl2n;

    /// <param name="samples">Each once, in any order.</param>
    /// <param name="policy">One of <see cref="SurplusPolicies"/>.</param>
    /// <param name="groups">As of <see cref="DuplicateGroups.Of"/>; looked at by the redundant policy only.</param>
    /// <param name="history">Of the last release and the rankings.</param>
    /// <param name="random">Moved on.</param>
    public SurplusOrder(
        IReadOnlyList<LabelledSample> samples, string policy, IReadOnlyDictionary<string, string> groups, BalanceHistory history, SeededRandom random)
    {
        _policy = policy;
        _history = history;
        _groups = policy == SurplusPolicies.Redundant ? groups : new Dictionary<string, string>();
        _alike = _groups.ToLookup(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        var order = Labelled.ById(samples).ToList();
        random.Shuffle(order);
        _draw = order.Select((sample, place) => (sample.SampleId, place)).ToDictionary(pair => pair.SampleId, pair => pair.place, StringComparer.Ordinal);
        _meanEl2n = samples
            .Where(sample => history.El2n.ContainsKey(sample.SampleId))
            .GroupBy(sample => sample.Label, StringComparer.Ordinal)
            .ToDictionary(ofClass => ofClass.Key, ofClass => ofClass.Average(sample => history.El2n[sample.SampleId]), StringComparer.Ordinal);
    }

    /// <summary>The images of one class, those that are kept first.</summary>
    public IReadOnlyList<LabelledSample> Of(IEnumerable<LabelledSample> ofClass)
    {
        // One of each group, the hardest, before the second of any.
        var copies = ofClass
            .GroupBy(sample => _groups.GetValueOrDefault(sample.SampleId, sample.SampleId), StringComparer.Ordinal)
            .SelectMany(alike => alike
                .OrderBy(Standing).ThenByDescending(Hardness).ThenBy(Draw)
                .Select((sample, copy) => (Sample: sample, Copy: copy)));
        return [.. copies
            .OrderBy(one => Standing(one.Sample)).ThenBy(one => one.Copy).ThenByDescending(one => Hardness(one.Sample)).ThenBy(one => Draw(one.Sample))
            .Select(one => one.Sample)];
    }

    /// <summary>Why an image is not among those that its class keeps.</summary>
    public string WhySurplus(LabelledSample sample, IReadOnlySet<string> kept)
    {
        if (_policy == SurplusPolicies.Random)
        {
            return "the seed drew others";
        }

        if (_groups.TryGetValue(sample.SampleId, out var group)
            && _alike[group].Count(kept.Contains) is > 0 and var alike)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it looks like {alike} that {(alike == 1 ? "is" : "are")} kept");
        }

        return _history.El2n.TryGetValue(sample.SampleId, out var el2n)
            ? string.Create(CultureInfo.InvariantCulture, $"its EL2N of {el2n:0.###} is lower than that of those that are kept, or equal and the seed drew others")
            : _meanEl2n.TryGetValue(sample.Label, out var mean)
                ? string.Create(CultureInfo.InvariantCulture, $"no ranking has its EL2N, so it counts with its class's mean of {mean:0.###}")
                : "no ranking has an EL2N for its class, so the seed drew";
    }

    /// <summary>Where the last release had an image.</summary>
    public BalancePlace PlaceOf(LabelledSample sample) =>
        _history.Balanced.Contains(sample.SampleId) ? BalancePlace.Balanced
        : _history.Surplus.Contains(sample.SampleId) ? BalancePlace.Surplus
        : BalancePlace.New;

    private int Standing(LabelledSample sample) => PlaceOf(sample) switch
    {
        BalancePlace.Balanced => 0,
        BalancePlace.Surplus => 1,
        _ => 2,
    };

    private double Hardness(LabelledSample sample) => _policy == SurplusPolicies.Redundant
        ? _history.El2n.GetValueOrDefault(sample.SampleId, _meanEl2n.GetValueOrDefault(sample.Label))
        : 0;

    private int Draw(LabelledSample sample) => _draw[sample.SampleId];
}
