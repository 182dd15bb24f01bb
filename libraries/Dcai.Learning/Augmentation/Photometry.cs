using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>Distortions that leave pixels where they are. Every tensor lives in the caller's dispose scope.</summary>
internal static class Photometry
{
    private const double Red = 0.299;
    private const double Green = 0.587;
    private const double Blue = 0.114;

    /// <summary>(x − m)·f + m with the mean m of each channel, cut to [0, 255].</summary>
    /// <param name="pixels">float32 [N, 3, H, W].</param>
    /// <param name="factors">float32 [N].</param>
    /// <remarks>Keras' <c>RandomContrast</c>.</remarks>
    public static Tensor Contrast(Tensor pixels, float[] factors)
    {
        var means = pixels.mean([2L, 3L], keepdim: true); // [N, 3, 1, 1]
        return (pixels - means).mul_(PerImage(factors, pixels)).add_(means).clamp_(0, 255);
    }

    /// <summary>Adds Gaussian noise, another one in each pixel and channel; cut to [0, 255].</summary>
    /// <param name="pixels">float32 [N, 3, H, W].</param>
    /// <param name="deviations">float32 [N], gray levels.</param>
    /// <param name="seeds">uint64 [N].</param>
    public static Tensor Noise(Tensor pixels, float[] deviations, ulong[] seeds)
    {
        var size = (int)(pixels.shape[1] * pixels.shape[2] * pixels.shape[3]);
        var noise = new float[deviations.Length * size];
        for (var n = 0; n < deviations.Length; n++)
        {
            if (deviations[n] > 0)
            {
                new Xoshiro256(seeds[n]).FillNormal(noise.AsSpan(n * size, size), deviations[n]);
            }
        }

        return pixels.add_(tensor(noise, pixels.shape, device: pixels.device)).clamp_(0, 255);
    }

    /// <summary>A Gaussian blur, across and down; weights that fall outside the image go to those inside.</summary>
    /// <param name="pixels">float32 [N, 3, H, W].</param>
    /// <param name="deviations">float32 [N], pixels; 0 for none.</param>
    public static Tensor Blur(Tensor pixels, float[] deviations)
    {
        var (H, W) = ((int)pixels.shape[2], (int)pixels.shape[3]);
        var down = Smoothing(deviations, H, pixels.device); // [N, 1, H, H]
        var across = Smoothing(deviations, W, pixels.device); // [N, 1, W, W]
        return down.matmul(pixels.contiguous()).matmul(across.transpose(2, 3)).clamp_(0, 255);
    }

    /// <summary>Changes brightness by a factor, saturation by a factor, and turns the hue; cut to [0, 255].</summary>
    /// <param name="pixels">float32 [N, 3, H, W]; BGR.</param>
    /// <param name="amounts">float32 [N]; 0 for no change.</param>
    /// <param name="seeds">uint64 [N].</param>
    public static Tensor ColourJitter(Tensor pixels, float[] amounts, ulong[] seeds)
    {
        var (N, H, W) = (pixels.shape[0], pixels.shape[2], pixels.shape[3]);
        var matrices = new float[amounts.Length * 9];
        for (var n = 0; n < amounts.Length; n++)
        {
            ColourMatrix(amounts[n], new Xoshiro256(seeds[n]), matrices.AsSpan(n * 9, 9));
        }

        return tensor(matrices, [N, 3, 3], device: pixels.device).matmul(pixels.reshape(N, 3, H * W)).reshape(N, 3, H, W).clamp_(0, 255);
    }

    /// <summary>Replaces a rectangle of random place and aspect by the image's mean.</summary>
    /// <param name="pixels">float32 [N, 3, H, W].</param>
    /// <param name="shares">float32 [N], of the area; 0 for none.</param>
    /// <param name="seeds">uint64 [N].</param>
    /// <remarks>DeVries and Taylor 2017, https://arxiv.org/abs/1708.04552; the aspect as in Zhong et al. 2017, https://arxiv.org/abs/1708.04896.</remarks>
    public static Tensor CutOut(Tensor pixels, float[] shares, ulong[] seeds)
    {
        var (N, H, W) = (shares.Length, (int)pixels.shape[2], (int)pixels.shape[3]);
        var mask = new float[N * H * W];
        for (var n = 0; n < N; n++)
        {
            if (shares[n] > 0)
            {
                Erase(mask.AsSpan(n * H * W, H * W), H, W, shares[n], new Xoshiro256(seeds[n]));
            }
        }

        var means = pixels.mean([2L, 3L], keepdim: true);

        // Not in place: where a generator learns through it, the clamp before it needs its pixels once more.
        return pixels + (means - pixels).mul_(tensor(mask, [N, 1L, H, W], device: pixels.device));
    }

    private static Tensor PerImage(float[] values, Tensor pixels) => tensor(values, [values.Length, 1L, 1, 1], device: pixels.device);

    /// <summary>float32 [N, 1, size, size]: row r holds the weights of every pixel for pixel r.</summary>
    private static Tensor Smoothing(float[] deviations, int size, Device device)
    {
        var weights = new float[deviations.Length * size * size];
        for (var n = 0; n < deviations.Length; n++)
        {
            for (var row = 0; row < size; row++)
            {
                var line = weights.AsSpan(((n * size) + row) * size, size);
                var sum = 0.0;
                for (var column = 0; column < size; column++)
                {
                    var distance = deviations[n] > 0 ? (row - column) / deviations[n] : row == column ? 0 : double.PositiveInfinity;
                    line[column] = (float)Math.Exp(-distance * distance / 2);
                    sum += line[column];
                }

                for (var column = 0; column < size; column++)
                {
                    line[column] = (float)(line[column] / sum);
                }
            }
        }

        return tensor(weights, [deviations.Length, 1L, size, size], device: device);
    }

    private static void ColourMatrix(double amount, Xoshiro256 random, Span<float> matrix)
    {
        var brightness = 1 + random.NextDouble(-amount, amount);
        var saturation = 1 + random.NextDouble(-amount, amount);
        var hue = random.NextDouble(-amount, amount) * Math.PI / 2;

        // A turn about the gray axis (Rodrigues), then towards or away from gray. BGR: the first row is blue.
        var (sine, cosine) = Math.SinCos(hue);
        var (along, off) = ((1 - cosine) / 3, sine / Math.Sqrt(3));
        double[,] turn =
        {
            { cosine + along, along - off, along + off },
            { along + off, cosine + along, along - off },
            { along - off, along + off, cosine + along },
        };
        double[] gray = [Blue, Green, Red];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                var luma = Enumerable.Range(0, 3).Sum(k => gray[k] * turn[k, column]);
                matrix[(row * 3) + column] = (float)(brightness * ((saturation * turn[row, column]) + ((1 - saturation) * luma)));
            }
        }
    }

    private static void Erase(Span<float> mask, int H, int W, double share, Xoshiro256 random)
    {
        var aspect = Math.Exp(random.NextDouble(-Math.Log(2), Math.Log(2)));
        var height = Math.Clamp((int)Math.Round(Math.Sqrt(share * H * W * aspect)), 1, H);
        var width = Math.Clamp((int)Math.Round(share * H * W / height), 1, W);
        var (top, left) = (random.NextInt32(H - height + 1), random.NextInt32(W - width + 1));
        for (var y = top; y < top + height; y++)
        {
            mask.Slice((y * W) + left, width).Fill(1);
        }
    }
}
