using TorchSharp;

namespace Dcai.Learning;

/// <summary>What trainings and inference run on in this process.</summary>
public static class ComputeDevice
{
    /// <summary>Whether that is a CUDA device; otherwise it is the CPU.</summary>
    public static bool IsCuda => TorchDevice.Best.type == DeviceType.CUDA;
}
