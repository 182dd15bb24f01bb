namespace Dcai.Imaging;

/// <summary>Two ways to another size; they give different pictures, and what is right depends on who reads the result.</summary>
public static class Resize
{
    private const int PrecisionBits = 22;

    /// <inheritdoc cref="Reference(Image, int, int, Span{float})"/>
    /// <returns>float32 [C, H, W]; range [0, 255]. Owned by the caller.</returns>
    public static float[] Reference(Image image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);

        var planes = new float[checked(image.Channels * height * width)];
        Reference(image, width, height, planes);
        return planes;
    }

    /// <summary>The resize of the reference model: bilinear between the 2×2 nearest pixels, half-pixel centres, no antialiasing, no
    /// rounding, aspect ratio not kept. Reducing much, it skips most pixels; that is part of the reference task.</summary>
    /// <param name="image">Borrowed.</param>
    /// <param name="width">W of the result, at least 1.</param>
    /// <param name="height">H of the result, at least 1.</param>
    /// <param name="planes">Receives float32 [C, H, W]; range [0, 255].</param>
    /// <exception cref="ArgumentException">The span's length is not C × H × W; the message states both.</exception>
    /// <remarks>TensorFlow's <c>tf.image.resize(method="bilinear", antialias=False)</c>.</remarks>
    public static void Reference(Image image, int width, int height, Span<float> planes)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (planes.Length != image.Channels * height * width)
        {
            throw new ArgumentException(
                $"[{image.Channels}, {height}, {width}] needs {image.Channels * height * width} elements, not {planes.Length}",
                nameof(planes));
        }

        var columns = width <= 512 ? stackalloc Tap[width] : new Tap[width];
        FindTaps(image.Width, columns);
        var rows = height <= 512 ? stackalloc Tap[height] : new Tap[height];
        FindTaps(image.Height, rows);

        var channels = image.Channels;
        ReadOnlySpan<byte> pixels = image.Pixels;
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < height; y++)
            {
                var top = pixels[(rows[y].Lower * image.Width * channels)..];
                var bottom = pixels[(rows[y].Upper * image.Width * channels)..];
                var result = planes.Slice((c * height + y) * width, width);
                for (var x = 0; x < width; x++)
                {
                    var left = columns[x].Lower * channels + c;
                    var right = columns[x].Upper * channels + c;
                    var above = top[left] + (top[right] - top[left]) * columns[x].Weight;
                    var below = bottom[left] + (bottom[right] - bottom[left]) * columns[x].Weight;
                    result[x] = above + (below - above) * rows[y].Weight;
                }
            }
        }
    }

    /// <summary>A resize for people's eyes and for hashes: every source pixel counts. A triangle filter as wide as the reduction, first
    /// across, then down, with rounding to bytes after each; the arithmetic and so the values of Pillow's <c>resize(BILINEAR)</c>.
    /// </summary>
    /// <param name="image">Borrowed.</param>
    /// <param name="width">In pixels, at least 1; the aspect ratio is not kept by itself.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <returns>A new image in the same format, or this one where the size is the same already.</returns>
    public static Image Antialiased(Image image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);

        var narrowed = width == image.Width ? image : FilterRows(image, width);
        return height == image.Height ? narrowed : FilterColumns(narrowed, height);
    }

    private static void FindTaps(int size, Span<Tap> taps)
    {
        var scale = size / (float)taps.Length;
        for (var i = 0; i < taps.Length; i++)
        {
            var centre = (i + 0.5f) * scale - 0.5f;
            var floor = MathF.Floor(centre);
            var lower = Math.Max((int)floor, 0);
            var upper = Math.Min((int)MathF.Ceiling(centre), size - 1);
            taps[i] = new Tap(lower, upper, centre - floor);
        }
    }

    private static Image FilterRows(Image image, int width)
    {
        var channels = image.Channels;
        var pixels = new byte[checked(image.Height * width * channels)];
        var filter = new TriangleFilter(image.Width, width);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Pixels.AsSpan(y * image.Width * channels, image.Width * channels);
            var result = pixels.AsSpan(y * width * channels, width * channels);
            for (var x = 0; x < width; x++)
            {
                var weights = filter.WeightsAt(x);
                var source = row.Slice(filter.StartAt(x) * channels, weights.Length * channels);
                for (var c = 0; c < channels; c++)
                {
                    var sum = 1 << (PrecisionBits - 1);
                    for (int k = 0, i = c; k < weights.Length; k++, i += channels)
                    {
                        sum += source[i] * weights[k];
                    }

                    result[x * channels + c] = (byte)Math.Clamp(sum >> PrecisionBits, 0, 255);
                }
            }
        }

        return new Image(width, image.Height, image.Format, pixels);
    }

    private static Image FilterColumns(Image image, int height)
    {
        var stride = image.Width * image.Channels;
        var pixels = new byte[checked(height * stride)];
        var filter = new TriangleFilter(image.Height, height);
        var sums = new int[stride];
        for (var y = 0; y < height; y++)
        {
            Array.Fill(sums, 1 << (PrecisionBits - 1));
            var weights = filter.WeightsAt(y);
            for (var k = 0; k < weights.Length; k++)
            {
                var source = image.Pixels.AsSpan((filter.StartAt(y) + k) * stride, stride);
                var weight = weights[k];
                for (var i = 0; i < stride; i++)
                {
                    sums[i] += source[i] * weight;
                }
            }

            for (var i = 0; i < stride; i++)
            {
                pixels[y * stride + i] = (byte)Math.Clamp(sums[i] >> PrecisionBits, 0, 255);
            }
        }

        return new Image(image.Width, height, image.Format, pixels);
    }

    /// <param name="Lower">Index of the pixel before the centre.</param>
    /// <param name="Upper">Index of the pixel after it.</param>
    /// <param name="Weight">Of the upper pixel, in [0, 1).</param>
    private readonly record struct Tap(int Lower, int Upper, float Weight);

    /// <summary>For each result pixel the run of source pixels under a triangle, and their weights: fixed point, sum about 1.</summary>
    private sealed class TriangleFilter
    {
        private readonly int[] starts;
        private readonly int[][] weights;

        public TriangleFilter(int from, int to)
        {
            starts = new int[to];
            weights = new int[to][];
            var scale = (double)from / to;
            var support = Math.Max(scale, 1);
            for (var i = 0; i < to; i++)
            {
                var centre = (i + 0.5) * scale;
                var first = Math.Max((int)(centre - support + 0.5), 0);
                var end = Math.Min((int)(centre + support + 0.5), from);
                var run = new double[end - first];
                var sum = 0.0;
                for (var k = 0; k < run.Length; k++)
                {
                    run[k] = Math.Max(1 - Math.Abs((k + first - centre + 0.5) / support), 0);
                    sum += run[k];
                }

                starts[i] = first;
                weights[i] = Array.ConvertAll(run, weight => (int)(0.5 + weight / sum * (1 << PrecisionBits)));
            }
        }

        public int StartAt(int index) => starts[index];

        public ReadOnlySpan<int> WeightsAt(int index) => weights[index];
    }
}
