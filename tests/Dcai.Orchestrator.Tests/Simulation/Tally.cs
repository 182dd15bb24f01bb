namespace Dcai.Orchestrator.Tests.Simulation;

/// <summary>The ways in which a history is disturbed or repaired.</summary>
internal enum Mischief
{
    Hold,
    Kill,
    KillBeforeAcknowledge,
    WorkerKill,
    Conflict,
    Reordering,
    DuplicateEvent,
    DuplicateCommand,
    DuplicateSlice,
    LostEvent,
    LostCommand,
    Fault,
    Whim,
    Pause,
    Resume,
    StartAgain,
    LateReview,
    LateArrival,
    TimerKnock,
    RestartKnock,
    Retry,
}

/// <summary>How often each kind of disturbance happened.</summary>
internal sealed class Tally
{
    private readonly long[] _counts = new long[Enum.GetValues<Mischief>().Length];

    public long this[Mischief kind] => Interlocked.Read(ref _counts[(int)kind]);

    public void Add(Mischief kind) => Interlocked.Increment(ref _counts[(int)kind]);

    public override string ToString() => string.Join(", ", Enum.GetValues<Mischief>().Select(kind => $"{kind} {this[kind]}"));
}
