using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>What a generator and a discriminator are given beside images.</summary>
internal static class GeneratorInput
{
    /// <summary>What stands at an image's class: the class must be heard among so many numbers of noise.</summary>
    public const int ClassWeight = 3;

    /// <summary>Noise and class.</summary>
    /// <param name="labels">int32 [N], each below K.</param>
    /// <param name="classCount">K.</param>
    /// <param name="noiseSize">Numbers of noise per image, normal with mean 0 and standard deviation 1.</param>
    /// <param name="truncation">Numbers farther from 0 are drawn again; null for all.</param>
    /// <param name="classWeight">What stands at the class.</param>
    /// <param name="random">Where they come from.</param>
    /// <param name="device">Where the tensor lies.</param>
    /// <returns>float32 [N, noise + K, 1, 1]. Owned by the caller.</returns>
    public static Tensor Draw(ReadOnlySpan<int> labels, int classCount, int noiseSize, double? truncation, int classWeight, Xoshiro256 random, Device device)
    {
        var size = noiseSize + classCount;
        var values = new float[labels.Length * size];
        for (var n = 0; n < labels.Length; n++)
        {
            var row = values.AsSpan(n * size, size);
            random.FillNormal(row[..noiseSize], 1);
            if (truncation is { } limit)
            {
                Truncate(row[..noiseSize], limit, random);
            }

            row[noiseSize + labels[n]] = classWeight;
        }

        return tensor(values, [labels.Length, size, 1L, 1], device: device);
    }

    /// <summary>Classes, for the discriminator.</summary>
    /// <param name="labels">int32 [N], each below K.</param>
    /// <param name="classCount">K.</param>
    /// <param name="device">Where the tensor lies.</param>
    /// <returns>float32 [N, K], 1 at the class and 0 elsewhere. Owned by the caller.</returns>
    public static Tensor OneHot(ReadOnlySpan<int> labels, int classCount, Device device)
    {
        var values = new float[labels.Length * classCount];
        for (var n = 0; n < labels.Length; n++)
        {
            values[(n * classCount) + labels[n]] = 1;
        }

        return tensor(values, [labels.Length, (long)classCount], device: device);
    }

    private static void Truncate(Span<float> noise, double limit, Xoshiro256 random)
    {
        Span<float> again = stackalloc float[1];
        for (var i = 0; i < noise.Length; i++)
        {
            while (Math.Abs(noise[i]) > limit)
            {
                random.FillNormal(again, 1);
                noise[i] = again[0];
            }
        }
    }
}
