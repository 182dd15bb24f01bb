using static TorchSharp.torch;

namespace Dcai.Learning.Tests;

/// <summary>The weights and images of Fixtures/reference_network.py, which has the same formula.</summary>
internal static class Formula
{
    public static ReferenceNetwork Fill(ReferenceNetwork network)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        var stream = 1;
        foreach (var (name, value) in network.state_dict().Where(entry => entry.Value.dtype == ScalarType.Float32).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var shape = value.shape;
            var uniform = Uniform(stream++, (int)value.numel());
            var (offset, scale) = (0f, 0.25f);
            if (shape.Length > 1)
            {
                var field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                scale = (float)Math.Sqrt(6.0 / ((shape[0] + shape[1]) * field));
            }
            else if (name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("weight", StringComparison.Ordinal))
            {
                offset = 1f;
            }

            value.copy_(tensor(Array.ConvertAll(uniform, u => offset + (scale * u)), shape));
        }

        return network;
    }

    public static LabelledImages Images(int count, int[] labels) => new(
        [.. Enumerable.Range(0, count).Select(n => $"sample-{n:D4}")],
        Array.ConvertAll(Uniform(0, count * 3 * 32 * 32), u => MathF.Floor((u + 1) * 127.5f)),
        labels);

    /// <summary>float32 in [−1, 1): the upper 24 bits of SplitMix64's output function applied to stream · 2³² + index.</summary>
    private static float[] Uniform(int stream, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            var mixed = ((ulong)stream << 32) + (ulong)i + 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            mixed ^= mixed >> 31;
            values[i] = (float)(((mixed >> 40) / (double)(1 << 23)) - 1.0);
        }

        return values;
    }
}
