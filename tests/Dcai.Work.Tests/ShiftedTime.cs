namespace Dcai.Work.Tests;

/// <summary>The system's clock, set back or forth: what is stored now may be of last month.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
