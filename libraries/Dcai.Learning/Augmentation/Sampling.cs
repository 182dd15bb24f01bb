using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>One bilinear sampling for everything that moves pixels.</summary>
internal static class Sampling
{
    /// <returns>float32 [N, 3, H, W].</returns>
    public static Tensor Apply(Tensor images, PixelPlaces places, DistortionParameters parameters)
    {
        var (N, H, W) = (places.N, places.H, places.W);
        var grid = places.Functions(0, 2); // [N, 2, H·W]
        if (parameters.IsBent)
        {
            const int Knots = DistortionParameters.ElasticKnots * DistortionParameters.ElasticKnots;
            grid = grid + tensor(parameters.Displacements, [N * 2L, Knots], device: images.device).matmul(Tents(H, W, images.device)).reshape(N, 2, H * W);
        }

        return functional.grid_sample(
            images, grid.transpose(1, 2).reshape(N, H, W, 2), GridSampleMode.Bilinear, GridSamplePaddingMode.Reflection, align_corners: false);
    }

    /// <summary>float32 [knots, H·W]: how much each knot of the displacement field counts at each pixel; bilinear between the knots.</summary>
    private static Tensor Tents(int H, int W, Device device)
    {
        const int Knots = DistortionParameters.ElasticKnots;
        var tents = new float[Knots * Knots * H * W];
        for (var y = 0; y < H; y++)
        {
            for (var x = 0; x < W; x++)
            {
                var (across, down) = ((x + 0.5) / W * (Knots - 1), (y + 0.5) / H * (Knots - 1));
                for (var knot = 0; knot < Knots * Knots; knot++)
                {
                    var weight = Math.Max(0, 1 - Math.Abs(across - (knot % Knots))) * Math.Max(0, 1 - Math.Abs(down - (knot / Knots)));
                    tents[(knot * H * W) + (y * W) + x] = (float)weight;
                }
            }
        }

        return tensor(tents, [(long)Knots * Knots, H * W], device: device);
    }
}
