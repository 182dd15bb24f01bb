using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>Which patches of an image are hidden, and what is to be seen in their place.</summary>
/// <param name="patchSize">H = W of a patch, pixels.</param>
/// <param name="maskedShare">How many of an image's patches are hidden, range (0, 1); rounded, but at least one and not all of several.</param>
internal sealed class PatchMask(int patchSize, double maskedShare)
{
    private const double SmallestVariance = 1e-6;

    /// <summary>Draws masks, one after the other.</summary>
    /// <returns>float32 [N, 1, H, W]; 1 where a pixel is hidden, else 0. Owned by the caller.</returns>
    public Tensor Draw(int count, int height, int width, Xoshiro256 random, Device device)
    {
        var (rows, columns) = (height / patchSize, width / patchSize);
        int[] patches = [.. Enumerable.Range(0, rows * columns)];
        var hidden = Math.Clamp((int)Math.Round(maskedShare * patches.Length), 1, Math.Max(1, patches.Length - 1));
        var values = new float[count * height * width];
        for (var n = 0; n < count; n++)
        {
            random.Shuffle(patches);
            foreach (var patch in patches.AsSpan(0, hidden))
            {
                var corner = (n * height * width) + (patch / columns * patchSize * width) + (patch % columns * patchSize);
                for (var y = 0; y < patchSize; y++)
                {
                    values.AsSpan(corner + (y * width), patchSize).Fill(1);
                }
            }
        }

        return tensor(values, [count, 1L, height, width], device: device);
    }

    /// <summary>Each patch minus its mean, divided by its standard deviation; over its pixels and channels.</summary>
    /// <param name="images">float32 [N, 3, H, W]. Borrowed.</param>
    /// <returns>float32 [N, 3, H, W]. Owned by the caller.</returns>
    public Tensor Normalised(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (N, H, W) = (images.shape[0], images.shape[2], images.shape[3]);
        var patches = images.reshape(N, 3, H / patchSize, patchSize, W / patchSize, patchSize);
        long[] withinPatch = [1, 3, 5];
        var deviation = patches - patches.mean(withinPatch, keepdim: true);
        var variance = deviation.square().mean(withinPatch, keepdim: true);
        return deviation.div(variance.add_(SmallestVariance).sqrt_()).reshape(N, 3, H, W).MoveToOuterDisposeScope();
    }

    /// <summary>Mean squared error over the hidden pixels.</summary>
    /// <returns>float32 scalar. Owned by the caller.</returns>
    public static Tensor Loss(Tensor reconstructed, Tensor target, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var squares = (reconstructed - target).square();
        return (squares * mask).sum().div(mask.sum().mul(3)).MoveToOuterDisposeScope();
    }
}
