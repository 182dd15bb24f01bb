using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>Where the networks are computed.</summary>
internal static class TorchDevice
{
    /// <summary>The first CUDA device where there is one, else the CPU.</summary>
    public static Device Best => cuda.is_available() ? CUDA : CPU;
}
