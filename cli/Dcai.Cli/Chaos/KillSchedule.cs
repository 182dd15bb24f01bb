namespace Dcai.Cli.Chaos;

/// <summary>Who is killed when: everybody once in random order, then everybody again. So are the failpoints.</summary>
internal sealed class KillSchedule
{
    private const double ShortestPauseSeconds = 0.2;
    private const double LongestPauseSeconds = 2.5;

    private readonly Random _random;
    private readonly Cycle _targets;
    private readonly Cycle _failpoints;
    private readonly Cycle _disturbances;

    /// <param name="targets">Who may be killed.</param>
    /// <param name="failpoints">Where processes may kill themselves.</param>
    /// <param name="disturbances">What may happen between kills.</param>
    /// <param name="seed">Equal seeds give equal schedules.</param>
    public KillSchedule(IReadOnlyList<string> targets, IReadOnlyList<string> failpoints, IReadOnlyList<string> disturbances, int seed)
    {
        _random = new Random(seed);
        (_targets, _failpoints, _disturbances) = (new Cycle(targets, _random), new Cycle(failpoints, _random), new Cycle(disturbances, _random));
    }

    /// <summary>Who is next is next until he has been killed.</summary>
    public void Killed() => _targets.Done();

    /// <returns>How long to wait after the last kill, and whom to kill then.</returns>
    public (TimeSpan Pause, string Target) Next() =>
        (TimeSpan.FromSeconds(ShortestPauseSeconds + (_random.NextDouble() * (LongestPauseSeconds - ShortestPauseSeconds))), _targets.Peek());

    /// <summary>A failpoint, and which time that it is reached; after one to three objects or messages.</summary>
    public string NextFailpoint()
    {
        var name = _failpoints.Peek();
        _failpoints.Done();
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}:{_random.Next(1, 4)}");
    }

    /// <summary>What else is to happen before the next kill, or null.</summary>
    public string? NextDisturbance()
    {
        if (_random.Next(4) > 0)
        {
            return null;
        }

        var next = _disturbances.Peek();
        _disturbances.Done();
        return next;
    }

    /// <summary>One of these, by chance.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>All in random order, then all again.</summary>
    private sealed class Cycle(IReadOnlyList<string> all, Random random)
    {
        private readonly Queue<string> _next = new();

        public void Done() => _next.Dequeue();

        public string Peek()
        {
            if (_next.Count == 0)
            {
                string[] shuffled = [.. all];
                random.Shuffle(shuffled);
                foreach (var one in shuffled)
                {
                    _next.Enqueue(one);
                }
            }

            return _next.Peek();
        }
    }
}
