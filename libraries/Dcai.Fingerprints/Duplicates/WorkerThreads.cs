namespace Dcai.Fingerprints.Duplicates;

/// <summary>Threads of its own: what they do waits for disks, which would starve the pool.</summary>
internal static class WorkerThreads
{
    private const int StackBytes = 512 * 1024;

    /// <summary>Runs the work on so many threads and waits for all of them.</summary>
    /// <exception cref="AggregateException">Never: the first failure is thrown as it was.</exception>
    public static void Run(int threads, string name, Action work)
    {
        Exception? failure = null;
        var started = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            started[i] = new Thread(Guarded, StackBytes) { IsBackground = true, Name = name };
            started[i].Start();
        }

        foreach (var thread in started)
        {
            thread.Join();
        }

        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        void Guarded()
        {
            try
            {
                work();
            }
            catch (Exception caught)
            {
                // Handed to the caller, who waits.
                Interlocked.CompareExchange(ref failure, caught, null);
            }
        }
    }
}
