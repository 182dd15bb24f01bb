namespace Dcai.Work.Telemetry;

/// <summary>
/// Divides the CPU time of a process among what is in hand: as long as n messages are, each gets an n-th. So the parts add up to what the process
/// used while it had something in hand, native threads and garbage collection included, and are exact where one thing is done at a time.
/// </summary>
/// <param name="used">CPU time of the process so far.</param>
public sealed class CpuShares(Func<TimeSpan> used)
{
    private readonly Lock _lock = new();
    private TimeSpan _seen;
    private double _secondsPerShare;
    private int _shares;

    /// <summary>Of this process.</summary>
    public static CpuShares OfProcess { get; } = new(static () => Environment.CpuUsage.TotalTime);

    /// <summary>Something is in hand from now on.</summary>
    /// <returns>What <see cref="End"/> wants.</returns>
    public double Begin()
    {
        lock (_lock)
        {
            Distribute();
            _shares++;
            return _secondsPerShare;
        }
    }

    /// <summary>It is no longer.</summary>
    /// <param name="begun">What <see cref="Begin"/> returned.</param>
    /// <returns>CPU seconds, at least 0.</returns>
    public double End(double begun)
    {
        lock (_lock)
        {
            Distribute();
            _shares--;
            return _secondsPerShare - begun;
        }
    }

    private void Distribute()
    {
        var now = used();
        if (_shares > 0)
        {
            _secondsPerShare += (now - _seen).TotalSeconds / _shares;
        }

        _seen = now;
    }
}
