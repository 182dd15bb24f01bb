namespace Dcai.Learning;

/// <summary>Long work in steps.</summary>
internal static class Slices
{
    /// <summary>Takes steps until finished, until the slice is used up, or until cancelled; at least one unless cancelled already.</summary>
    public static void Run<TTick>(
        Func<bool> isFinished, Func<TTick> takeStep, TimeSpan slice, TimeProvider time, Action<TTick>? progress, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (!isFinished() && !cancellationToken.IsCancellationRequested)
        {
            var tick = takeStep();
            progress?.Invoke(tick);
            if (time.GetElapsedTime(start) >= slice)
            {
                return;
            }
        }
    }
}
