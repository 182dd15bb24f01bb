using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>Between <see cref="LabelledImages"/> and the tensors that the networks see.</summary>
internal static class ImageTensor
{
    /// <summary>Some images as a tensor. The values lie pixel by pixel, which is how convolutions are fastest.</summary>
    /// <param name="images">The images.</param>
    /// <param name="start">The first one.</param>
    /// <param name="count">N.</param>
    /// <param name="device">Where the tensor lies.</param>
    /// <returns>float32 [N, 3, H, W], channels last; BGR; range [0, 255]. Owned by the caller.</returns>
    public static Tensor Of(LabelledImages images, int start, int count, Device device)
    {
        using var scope = NewDisposeScope();
        var (H, W) = (images.Height, images.Width);
        var plane = H * W;
        var values = new float[count * plane * 3];
        for (var n = 0; n < count; n++)
        {
            var image = images.Pixels.AsSpan((start + n) * plane * 3, plane * 3);
            var red = image[..plane];
            var green = image.Slice(plane, plane);
            var blue = image[(2 * plane)..];
            var target = values.AsSpan(n * plane * 3, plane * 3);
            for (var i = 0; i < plane; i++)
            {
                target[3 * i] = blue[i];
                target[(3 * i) + 1] = green[i];
                target[(3 * i) + 2] = red[i];
            }
        }

        return tensor(values, [count, H, W, 3], device: device).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>The way back.</summary>
    /// <param name="images">float32 [N, 3, H, W]; BGR; range [0, 255]. Borrowed.</param>
    /// <returns>float32 [N, 3, H, W] row-major; RGB; range [0, 255]. Owned by the caller.</returns>
    public static float[] ToPixels(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (N, plane) = ((int)images.shape[0], (int)(images.shape[2] * images.shape[3]));
        var values = Values(images);
        var pixels = new float[values.Length];
        for (var n = 0; n < N; n++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                values.AsSpan(((n * 3) + channel) * plane, plane).CopyTo(pixels.AsSpan(((n * 3) + 2 - channel) * plane));
            }
        }

        return pixels;
    }

    /// <summary>What the reference model subtracts.</summary>
    /// <returns>float32 [1, 3, 1, 1]; BGR. Owned by the caller.</returns>
    public static Tensor Means(Device device) =>
        tensor([PixelMeans.Blue, PixelMeans.Green, PixelMeans.Red], [1L, 3, 1, 1], device: device);

    /// <summary>Rows as an index.</summary>
    /// <returns>int64 [n]. Owned by the caller.</returns>
    public static Tensor Index(ReadOnlySpan<int> rows, Device device)
    {
        var indices = new long[rows.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = rows[i];
        }

        return tensor(indices, device: device);
    }

    /// <summary>The values of a tensor in row-major order, wherever it lies.</summary>
    /// <param name="values">float32 of any shape. Borrowed.</param>
    public static float[] Values(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.detach().cpu().contiguous().data<float>().ToArray();
    }
}
