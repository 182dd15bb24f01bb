using System.Runtime.ExceptionServices;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>Threads of its own: what they do waits for disks, which would starve the pool.</summary>
internal static class WorkerThreads
{
    private const int StackBytes = 256 * 1024;
    private const int MoreAtATime = 6;
    private const long WaitsOfAColdDisk = 10;
    private const long ReadingsPerWait = 4;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs the work on a thread per processor, and on more once the process waits for a disk: a cold one wants many reads in flight,
    /// and what is in memory wants no more threads than processors.</summary>
    /// <param name="most">Threads at most.</param>
    /// <param name="name">Of the threads.</param>
    /// <param name="work">Returns when there is nothing left to do. The first failure is thrown as it was.</param>
    /// <param name="readings">How much was read so far, in any unit that a disk has to be waited for: who waits for it waits that often, and
    /// who waits now and then only does for another thread.</param>
    public static void Run(int most, string name, Action work, Func<long> readings)
    {
        Exception? failure = null;
        var started = new List<Thread>();
        Start(Math.Min(most, Environment.ProcessorCount));
        var (before, readBefore) = (Libc.Waits(), readings());
        while (started.Exists(thread => thread.IsAlive))
        {
            if (started.Find(thread => thread.IsAlive)?.Join(BetweenLooks) == false && started.Count < most)
            {
                var (now, readNow) = (Libc.Waits(), readings());
                var waits = now.Voluntary - before.Voluntary;
                if (now.DiskBlocks > before.DiskBlocks || (waits > WaitsOfAColdDisk && waits > (readNow - readBefore) / ReadingsPerWait))
                {
                    Start(Math.Min(MoreAtATime, most - started.Count));
                }

                (before, readBefore) = (now, readNow);
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        void Start(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var thread = new Thread(Guarded, StackBytes) { IsBackground = true, Name = name };
                thread.Start();
                started.Add(thread);
            }
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
