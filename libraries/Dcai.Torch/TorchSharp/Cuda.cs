namespace TorchSharp;

public static partial class torch
{
    public static class cuda
    {
        public static bool is_available()
        {
            Native.Check(Native.dcai_cuda_is_available(out var available));
            return available != 0;
        }

        public static bool is_cudnn_available()
        {
            Native.Check(Native.dcai_cuda_is_cudnn_available(out var available));
            return available != 0;
        }

        public static int device_count()
        {
            Native.Check(Native.dcai_cuda_device_count(out var count));
            return count;
        }

        public static void manual_seed(long seed) => Native.Check(Native.dcai_cuda_manual_seed(unchecked((ulong)seed), 0));

        public static void manual_seed_all(long seed) => Native.Check(Native.dcai_cuda_manual_seed(unchecked((ulong)seed), 1));

        /// <summary>Waits until the device has done what it was given.</summary>
        public static void synchronize(long device_index = -1L) => Native.Check(Native.dcai_cuda_synchronize(device_index));
    }
}
