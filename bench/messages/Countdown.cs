namespace Dcai.Bench.Messages;

/// <summary>Done after so many calls; whoever waits gives up when nothing has come for too long.</summary>
internal sealed class Countdown
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _count;
    private int _left;

    public Countdown(int count) => _count = _left = count;

    public void Tick()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _done.SetResult();
        }
    }

    /// <exception cref="TimeoutException">Something was lost.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _done.Task.WaitAsync(LongestWait, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Volatile.Read(ref _left)} of {_count} messages did not come within {LongestWait.TotalSeconds} s.");
        }
    }
}
