using System.Globalization;

namespace Dcai.Cli.Chaos;

/// <summary>What was killed over all runs, and what should have been.</summary>
/// <param name="paints">Whether the curation paints images.</param>
internal sealed class KillTally(bool paints)
{
    /// <summary>Fewer kills cannot reach everything; nobody asks it of them.</summary>
    public const int EnoughForAll = 50;

    private readonly List<KillRecord> _kills = [];
    private readonly Dictionary<string, int> _disturbances = [];
    private readonly Lock _lock = new();

    /// <summary>The states in which the curation works.</summary>
    public IReadOnlyList<string> States { get; } =
    [
        "Advancing", "SelectingSeed", "SeedReview", "Composing", "TrainingAuxiliary", "Ranking", "SelectingRound", "RoundReview", "Balancing", "Evaluating",
        .. paints ? ["Synthesizing", "SynthesisReview"] : Array.Empty<string>(),
    ];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _kills.Count;
            }
        }
    }

    public void Add(KillRecord kill)
    {
        lock (_lock)
        {
            _kills.Add(kill);
        }
    }

    public void AddDisturbance(string name)
    {
        lock (_lock)
        {
            _disturbances[name] = _disturbances.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>There is a working state in which nobody was killed yet.</summary>
    public bool HasUntouched
    {
        get
        {
            lock (_lock)
            {
                return States.Except(_kills.Select(kill => kill.State)).Any();
            }
        }
    }

    /// <summary>No other working state has had fewer kills.</summary>
    public bool IsWanting(string state)
    {
        lock (_lock)
        {
            var counts = States.ToDictionary(one => one, one => _kills.Count(kill => kill.State == one));
            return counts.TryGetValue(state, out var count) && count == counts.Values.Min();
        }
    }

    /// <summary>Who or what was never killed, or never killed in; only where there were enough kills for all.</summary>
    public IEnumerable<string> Missing(IReadOnlyList<string> targets, IReadOnlyList<string> failpoints)
    {
        if (Count < EnoughForAll)
        {
            return [];
        }

        lock (_lock)
        {
            return
            [
                .. targets.Except(_kills.Select(kill => kill.Target)).Select(target => $"{target} was never killed"),
                .. States.Except(_kills.Select(kill => kill.State)).Select(state => $"nobody was killed in state {state}"),
                .. failpoints.Except(_kills.Select(kill => kill.Failpoint).OfType<string>()).Select(failpoint => $"nobody was killed at failpoint {failpoint}"),
            ];
        }
    }

    /// <summary>The counts, a line each.</summary>
    public IEnumerable<string> Lines()
    {
        lock (_lock)
        {
            return
            [
                Line("killed", _kills.CountBy(kill => kill.Target)),
                Line("in state", _kills.CountBy(kill => kill.State)),
                Line("at failpoint", _kills.Where(kill => kill.Failpoint is not null).CountBy(kill => kill.Failpoint!)),
                Line("beside that", _disturbances),
            ];
        }

        static string Line(string what, IEnumerable<KeyValuePair<string, int>> counts) =>
            $"{what}: {string.Join(", ", counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value}")).DefaultIfEmpty("none"))}";
    }
}

/// <summary>One kill.</summary>
/// <param name="Target">Who was killed.</param>
/// <param name="State">The state that the curation was in.</param>
/// <param name="Failpoint">Where the process killed itself; null where it was killed from outside.</param>
internal sealed record KillRecord(string Target, string State, string? Failpoint);
