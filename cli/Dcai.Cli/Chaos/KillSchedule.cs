namespace Dcai.Cli.Chaos;

/// <summary>Who is killed when: everybody once in random order, then everybody again.</summary>
/// <param name="targets">Who may be killed.</param>
/// <param name="seed">Equal seeds give equal schedules.</param>
internal sealed class KillSchedule(IReadOnlyList<string> targets, int seed)
{
    private const double ShortestPauseSeconds = 0.2;
    private const double LongestPauseSeconds = 2.5;

    private readonly Random _random = new(seed);
    private readonly Queue<string> _next = new();

    /// <summary>Who is next is next until he has been killed.</summary>
    public void Killed() => _next.Dequeue();

    /// <returns>How long to wait after the last kill, and whom to kill then.</returns>
    public (TimeSpan Pause, string Target) Next()
    {
        if (_next.Count == 0)
        {
            string[] all = [.. targets];
            _random.Shuffle(all);
            foreach (var target in all)
            {
                _next.Enqueue(target);
            }
        }

        var pause = TimeSpan.FromSeconds(ShortestPauseSeconds + (_random.NextDouble() * (LongestPauseSeconds - ShortestPauseSeconds)));
        return (pause, _next.Peek());
    }
}
