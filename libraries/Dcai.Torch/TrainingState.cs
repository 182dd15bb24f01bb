using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Dcai.Torch;

/// <summary>What a training needs beside its weights to go on bit-identically: the optimiser's moments and the random generators.</summary>
/// <remarks>Names and tensors, to be stored with <see cref="SafeTensors"/>.</remarks>
public static class TrainingState
{
    private const string CpuGenerator = "random.cpu";

    /// <summary>Copies of the moments and step counts of <paramref name="optimizer"/>, named "optimizer.{parameter}.exp_avg" and so on.</summary>
    /// <returns>Owned by the caller.</returns>
    public static Dictionary<string, Tensor> Capture(Adam optimizer)
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var states = optimizer.state_dict().State;
        for (var i = 0; i < states.Count; i++)
        {
            var state = (Adam.State)states[i];
            result[Name(i, "step")] = tensor(state.step);
            result[Name(i, "exp_avg")] = state.exp_avg.clone();
            result[Name(i, "exp_avg_sq")] = state.exp_avg_sq.clone();
            if (state.max_exp_avg_sq is { } largest) result[Name(i, "max_exp_avg_sq")] = largest.clone();
        }

        return result;
    }

    /// <summary>Puts back what <see cref="Capture(Adam)"/> copied.</summary>
    /// <param name="optimizer">Over the same parameters in the same order.</param>
    /// <param name="state">May hold more than the optimiser needs. Borrowed.</param>
    /// <exception cref="ArgumentException">A moment is missing or has another shape; the message names it.</exception>
    public static void Restore(Adam optimizer, IReadOnlyDictionary<string, Tensor> state)
    {
        using var unrecorded = no_grad();
        var states = optimizer.state_dict().State;
        for (var i = 0; i < states.Count; i++)
        {
            var own = (Adam.State)states[i];
            own.step = Find(state, Name(i, "step"), []).ToInt64();
            own.exp_avg.copy_(Find(state, Name(i, "exp_avg"), own.exp_avg.shape));
            own.exp_avg_sq.copy_(Find(state, Name(i, "exp_avg_sq"), own.exp_avg_sq.shape));
            if (own.max_exp_avg_sq is { } largest) largest.copy_(Find(state, Name(i, "max_exp_avg_sq"), largest.shape));
        }
    }

    /// <summary>The states of the default generators of the CPU and of <paramref name="device"/>; uint8, named "random.cpu" and "random.cuda".</summary>
    /// <remarks>TorchSharp's package does not show the generator of a CUDA device: over it only the CPU's is captured.</remarks>
    /// <returns>Owned by the caller.</returns>
    public static Dictionary<string, Tensor> CaptureRandomness(Device device)
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal) { [CpuGenerator] = get_rng_state() };
#if !TORCHSHARP_PACKAGE
        if (device.type == DeviceType.CUDA)
        {
            using var generator = Generator.DefaultOf(device);
            result[CudaGenerator] = generator.get_state();
        }
#endif
        return result;
    }

    /// <summary>Puts back what <see cref="CaptureRandomness"/> captured, as far as it is there.</summary>
    public static void RestoreRandomness(Device device, IReadOnlyDictionary<string, Tensor> state)
    {
        if (state.TryGetValue(CpuGenerator, out var cpu)) set_rng_state(cpu);
#if !TORCHSHARP_PACKAGE
        if (device.type == DeviceType.CUDA && state.TryGetValue(CudaGenerator, out var cuda))
        {
            using var generator = Generator.DefaultOf(device);
            generator.set_state(cuda);
        }
#endif
    }

#if !TORCHSHARP_PACKAGE
    private const string CudaGenerator = "random.cuda";
#endif

    private static string Name(int parameter, string what) => $"optimizer.{parameter}.{what}";

    private static Tensor Find(IReadOnlyDictionary<string, Tensor> state, string name, long[] shape)
    {
        if (!state.TryGetValue(name, out var found)) throw new ArgumentException($"The state has no {name}.", nameof(state));
        return found.shape.AsSpan().SequenceEqual(shape)
            ? found
            : throw new ArgumentException(
                $"{name} is [{string.Join(", ", found.shape)}] in the state and [{string.Join(", ", shape)}] in the optimiser.", nameof(state));
    }
}
