using static TorchSharp.torch;

namespace Dcai.Learning.Tests;

internal static class LiveTensors
{
    /// <summary>How many there are without those that earlier tests left to the garbage collector, which would free them in the middle of this one.</summary>
    public static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
