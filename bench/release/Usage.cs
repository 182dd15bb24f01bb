namespace Dcai.Bench.Release;

/// <summary>What a process took.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="CpuSeconds">User and system, as of the last look.</param>
/// <param name="PeakMegabytes">The most memory that it was resident in, 10⁶ bytes, as of the last look.</param>
internal sealed record Usage(double Seconds, double CpuSeconds, double PeakMegabytes);
