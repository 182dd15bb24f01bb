using MathNet.Numerics.Distributions;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>Mixup: every image of a batch is blended with another one of it, and its loss with the other's label.</summary>
/// <remarks>Zhang et al. 2018, https://arxiv.org/abs/1710.09412, one λ ~ Beta(α, α) and one order of partners per batch.</remarks>
/// <param name="alpha">α; 0 for no mixing, which draws nothing.</param>
/// <param name="random">Where λ and the partners come from.</param>
internal sealed class Mixing(double alpha, Xoshiro256 random)
{
    private readonly SystemRandom _system = new(random);

    /// <summary>Of the random generator.</summary>
    public ulong[] State => random.State;

    /// <summary>Draws for a batch of N images.</summary>
    /// <returns>How much stays of each image, range [0, 1], and the row that the rest comes from; null for no mixing.</returns>
    public (double Part, long[] Partners)? Draw(int count)
    {
        if (alpha == 0)
        {
            return null;
        }

        var part = Beta.Sample(_system, alpha, alpha);
        int[] partners = [.. Enumerable.Range(0, count)];
        random.Shuffle(partners);
        return (part, Array.ConvertAll(partners, partner => (long)partner));
    }

    /// <summary>λ·x + (1 − λ)·x′.</summary>
    /// <returns>Like <paramref name="images"/>. Owned by the caller.</returns>
    public static Tensor Blend(Tensor images, Tensor partners, double part)
    {
        using var scope = NewDisposeScope();
        return images.mul(part).add_(images.index_select(0, partners).mul_(1 - part)).MoveToOuterDisposeScope();
    }

    /// <summary>Our generator as the one that MathNet draws from.</summary>
    private sealed class SystemRandom(Xoshiro256 random) : Random
    {
        public override double NextDouble() => random.NextDouble();

        protected override double Sample() => random.NextDouble();
    }
}
