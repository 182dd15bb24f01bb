using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>
/// Distorts training images, each in its own way: turned by up to ±18° and moved by up to ±20 % of the size; contrast changed by a
/// factor in [0.5, 1.5]; black spots like strokes of a pen; white spots; dashed lines of any length and direction.
/// </summary>
/// <remarks>
/// Turning and moving are one bilinear sampling; what comes in from outside is the image reflected at its border, Keras' default for
/// <c>RandomRotation</c> and <c>RandomTranslation</c>. Contrast is Keras' <c>RandomContrast</c>: (x − m)·f + m with the mean m of each
/// channel, cut to [0, 255]. A spot or line is all points within a radius of a segment, its border one pixel soft; a dashed line has gaps.
/// The whole batch is computed at once. Its parameters come from the caller's generator, so equal seeds give equal pixels.
/// </remarks>
public static class Augmentation
{
    private const double LargestTurn = 0.05 * 2 * Math.PI;
    private const double LargestShift = 0.2;
    private const double ContrastChange = 0.5;
    private const double StrokeProbability = 0.5;
    private const int StrokesPerKind = 2;
    private const int Kinds = 3;
    private const int Strokes = StrokesPerKind * Kinds;

    // Rows of linear functions of the pixel's place, per image: where to sample (x, y), then along and across each stroke.
    private const int Rows = 2 + (2 * Strokes);

    // Half length, radius, period and half dash of each stroke, in pixels; then contrast and the shades of black spots and dashed lines.
    private const int StrokeNumbers = 4;
    private const int Numbers = (StrokeNumbers * Strokes) + 3;

    /// <summary>Distorts images so that people can look at them.</summary>
    /// <param name="images">The images; H and W of at least 2.</param>
    /// <param name="seed">Equal seeds give equal pixels.</param>
    /// <returns>float32 [N, 3, H, W] row-major; RGB; range [0, 255]. Owned by the caller.</returns>
    public static float[] Preview(LabelledImages images, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        var distorted = Apply(ImageTensor.Of(images, 0, images.Count, CPU), new Xoshiro256(seed));
        return ImageTensor.ToPixels(distorted);
    }

    /// <summary>Distorts a batch.</summary>
    /// <param name="images">float32 [N, 3, H, W]; any order of channels; range [0, 255]. Borrowed.</param>
    /// <param name="random">Where the parameters come from; always the same number of draws per image.</param>
    /// <returns>float32 [N, 3, H, W]; range [0, 255]; same device. Owned by the caller.</returns>
    internal static Tensor Apply(Tensor images, Xoshiro256 random)
    {
        using var scope = NewDisposeScope();
        var (N, H, W) = ((int)images.shape[0], (int)images.shape[2], (int)images.shape[3]);
        var (rowValues, numberValues) = Draw(N, H, W, random);
        var rows = tensor(rowValues, [N * Rows, 3L], device: images.device);
        var numbers = tensor(numberValues, [N, (long)Numbers], device: images.device);
        var places = rows.matmul(Places(H, W, images.device)).reshape(N, Rows, H * W); // [N, Rows, H·W]

        var grid = places.narrow(1, 0, 2).transpose(1, 2).reshape(N, H, W, 2);
        var pixels = functional.grid_sample(images, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Reflection, align_corners: false);

        var means = pixels.mean([2L, 3L], keepdim: true); // [N, 3, 1, 1]
        pixels = (pixels - means).mul_(Number(StrokeNumbers * Strokes)).add_(means).clamp_(0, 255);

        var cover = Cover(places, numbers); // [N, Strokes, H·W]
        pixels = Blend(pixels, kind: 0, Number((StrokeNumbers * Strokes) + 1));
        pixels = Blend(pixels, kind: 1, shade: null);
        pixels = Blend(pixels, kind: 2, Number((StrokeNumbers * Strokes) + 2));
        return pixels.MoveToOuterDisposeScope();

        Tensor Number(int index) => numbers.narrow(1, index, 1).reshape(N, 1, 1, 1);

        Tensor Blend(Tensor under, int kind, Tensor? shade)
        {
            var first = cover.narrow(1, kind * StrokesPerKind, 1);
            var second = cover.narrow(1, (kind * StrokesPerKind) + 1, 1);
            var weight = first.maximum(second).reshape(N, 1, H, W);
            var difference = shade is null ? under - 255f : under - shade;
            return under.sub_(difference.mul_(weight));
        }
    }

    /// <summary>How much of each pixel each stroke covers.</summary>
    /// <returns>float32 [N, Strokes, H·W]; range [0, 1].</returns>
    private static Tensor Cover(Tensor places, Tensor numbers)
    {
        var along = places.narrow(1, 2, Strokes); // [N, Strokes, H·W] pixels from the middle of the stroke
        var across = places.narrow(1, 2 + Strokes, Strokes);
        var (halfLength, radius, period, halfDash) = (Numbers(0), Numbers(1), Numbers(2), Numbers(3)); // each [N, Strokes, 1]

        var beyond = along.abs().sub_(halfLength).relu_();
        var distance = beyond.mul_(beyond).add_(across * across).sqrt_();
        var stroke = (radius - distance).add_(0.5f).clamp_(0, 1);

        var turn = along / period;
        var fromDash = turn.sub_(turn.floor()).sub_(0.5f).abs_().mul_(period);
        var dash = (halfDash - fromDash).add_(0.5f).clamp_(0, 1);
        return stroke.mul_(dash);

        Tensor Numbers(int index) => numbers.narrow(1, index * Strokes, Strokes).unsqueeze(2);
    }

    /// <summary>float32 [3, H·W]: x and y of every pixel's centre in [−1, 1], and 1.</summary>
    private static Tensor Places(int H, int W, Device device)
    {
        var places = new float[3 * H * W];
        for (var y = 0; y < H; y++)
        {
            for (var x = 0; x < W; x++)
            {
                var pixel = (y * W) + x;
                places[pixel] = (((2f * x) + 1) / W) - 1;
                places[(H * W) + pixel] = (((2f * y) + 1) / H) - 1;
                places[(2 * H * W) + pixel] = 1;
            }
        }

        return tensor(places, [3L, (long)H * W], device: device);
    }

    private static (float[] Rows, float[] Numbers) Draw(int N, int H, int W, Xoshiro256 random)
    {
        var rows = new float[N * Rows * 3];
        var numbers = new float[N * Numbers];
        var size = Math.Min(H, W);
        for (var n = 0; n < N; n++)
        {
            var turn = random.NextDouble(-LargestTurn, LargestTurn);
            var (sine, cosine) = Math.SinCos(turn);
            Row(n, 0, cosine, -sine * H / W, 2 * random.NextDouble(-LargestShift, LargestShift));
            Row(n, 1, sine * W / H, cosine, 2 * random.NextDouble(-LargestShift, LargestShift));

            var number = n * Numbers;
            for (var stroke = 0; stroke < Strokes; stroke++)
            {
                var shape = Shape(stroke / StrokesPerKind, size, random);
                DrawPlace(n, stroke);
                numbers[number + stroke] = (float)shape.HalfLength;
                numbers[number + Strokes + stroke] = (float)shape.Radius;
                numbers[number + (2 * Strokes) + stroke] = (float)shape.Period;
                numbers[number + (3 * Strokes) + stroke] = (float)shape.HalfDash;
            }

            numbers[number + (StrokeNumbers * Strokes)] = (float)random.NextDouble(1 - ContrastChange, 1 + ContrastChange);
            numbers[number + (StrokeNumbers * Strokes) + 1] = (float)random.NextDouble(0, 60);
            numbers[number + (StrokeNumbers * Strokes) + 2] = (float)random.NextDouble(0, 120);
        }

        return (rows, numbers);

        void Row(int n, int row, double x, double y, double constant)
        {
            var at = ((n * Rows) + row) * 3;
            (rows[at], rows[at + 1], rows[at + 2]) = ((float)x, (float)y, (float)constant);
        }

        // Distances along and across the stroke in pixels, from places in [−1, 1] that are W/2 and H/2 pixels long.
        void DrawPlace(int n, int stroke)
        {
            var (sine, cosine) = Math.SinCos(random.NextDouble(0, Math.PI));
            var (middleX, middleY) = (random.NextDouble(-1, 1) * W / 2, random.NextDouble(-1, 1) * H / 2);
            Row(n, 2 + stroke, cosine * W / 2, sine * H / 2, -((middleX * cosine) + (middleY * sine)));
            Row(n, 2 + Strokes + stroke, -sine * W / 2, cosine * H / 2, (middleX * sine) - (middleY * cosine));
        }
    }

    private static StrokeShape Shape(int kind, int size, Xoshiro256 random)
    {
        // Every draw is made whether it is used or not, so that an image's parameters do not shift the next one's.
        var (present, length, width, period, duty) =
            (random.NextDouble() < StrokeProbability, random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble());
        var shape = kind switch
        {
            0 => new StrokeShape(0.12 * length, 0.015 + (0.045 * width), 1, 2),
            1 => new StrokeShape(0.10 * length, 0.030 + (0.070 * width), 1, 2),
            _ => new StrokeShape(0.15 + (0.35 * length), 0.010 + (0.020 * width), 0.1 + (0.2 * period), 0.2 + (0.15 * duty)),
        };
        return new StrokeShape(
            shape.HalfLength * size, present ? shape.Radius * size : -1, shape.Period * size, shape.HalfDash * shape.Period * size);
    }

    private readonly record struct StrokeShape(double HalfLength, double Radius, double Period, double HalfDash);
}
