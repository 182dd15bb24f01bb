using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>Linear functions of every pixel's place, for a whole batch at once. Lives in the caller's dispose scope.</summary>
internal sealed class PixelPlaces
{
    private readonly Tensor _values;

    /// <param name="rows">float32 [N, R, 3]: factors of x and y, and a constant.</param>
    /// <param name="N">Images.</param>
    /// <param name="H">Pixels.</param>
    /// <param name="W">Pixels.</param>
    /// <param name="device">Where to compute.</param>
    public PixelPlaces(float[] rows, int N, int H, int W, Device device)
    {
        (this.N, this.H, this.W) = (N, H, W);
        var count = rows.Length / 3;
        _values = tensor(rows, [count, 3L], device: device).matmul(Centres(H, W, device)).reshape(N, count / Math.Max(1, N), H * W);
    }

    public int N { get; }

    public int H { get; }

    public int W { get; }

    /// <summary>float32 [N, count, H·W].</summary>
    public Tensor Functions(int first, int count) => _values.narrow(1, first, count);

    /// <summary>float32 [3, H·W]: x and y of every pixel's centre in [−1, 1], and 1.</summary>
    private static Tensor Centres(int H, int W, Device device)
    {
        var centres = new float[3 * H * W];
        for (var y = 0; y < H; y++)
        {
            for (var x = 0; x < W; x++)
            {
                var pixel = (y * W) + x;
                centres[pixel] = (((2f * x) + 1) / W) - 1;
                centres[(H * W) + pixel] = (((2f * y) + 1) / H) - 1;
                centres[(2 * H * W) + pixel] = 1;
            }
        }

        return tensor(centres, [3L, (long)H * W], device: device);
    }
}
