namespace Dcai.Learning;

/// <summary>
/// Where a pixel is sampled from: an affine map of places in pixels, the middle of the image at 0.
/// </summary>
internal readonly record struct Geometry(double Xx, double Xy, double X, double Yx, double Yy, double Y)
{
    public static Geometry Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Whether a kind of distortion moves pixels.</summary>
    public static bool Moves(string kind) => kind is
        AugmentationKind.Rotation or AugmentationKind.Translation or AugmentationKind.FlipHorizontal or AugmentationKind.FlipVertical
        or AugmentationKind.Crop or AugmentationKind.Scale or AugmentationKind.Shear or AugmentationKind.Elastic;

    /// <summary>The map of one step for one image.</summary>
    /// <param name="step">Of a kind that <see cref="Moves"/>, but for elastic.</param>
    /// <param name="applies">Whether this image is distorted so.</param>
    /// <param name="H">Pixels.</param>
    /// <param name="W">Pixels.</param>
    /// <param name="random">Always three draws.</param>
    public static Geometry Draw(ResolvedStep step, bool applies, int H, int W, Xoshiro256 random)
    {
        var (one, other, share) = (random.NextDouble(-1, 1), random.NextDouble(-1, 1), random.NextDouble());
        return !applies ? Identity : step.Kind.Name switch
        {
            AugmentationKind.Rotation => Turn(one * step.Amount * 2 * Math.PI),
            AugmentationKind.Translation => Identity with { X = one * step.Amount * W, Y = other * step.Amount * H },
            AugmentationKind.Scale => Zoom(1 / (1 + (one * step.Amount))),
            AugmentationKind.Shear => Identity with { Xy = one * step.Amount },
            AugmentationKind.FlipHorizontal => Identity with { Xx = -1 },
            AugmentationKind.FlipVertical => Identity with { Yy = -1 },
            AugmentationKind.Crop => Window(Math.Sqrt(step.Amount + ((1 - step.Amount) * share)), one * W / 2, other * H / 2),
            _ => Identity,
        };
    }

    /// <summary>This map, and the other one applied to the image that it gives.</summary>
    public Geometry Then(Geometry next) => new(
        (Xx * next.Xx) + (Xy * next.Yx), (Xx * next.Xy) + (Xy * next.Yy), (Xx * next.X) + (Xy * next.Y) + X,
        (Yx * next.Xx) + (Yy * next.Yx), (Yx * next.Xy) + (Yy * next.Yy), (Yx * next.X) + (Yy * next.Y) + Y);

    /// <summary>Two rows of three numbers, from places in [−1, 1] to places in [−1, 1].</summary>
    public void Write(Span<float> rows, int H, int W)
    {
        ReadOnlySpan<double> values = [Xx, Xy * H / W, X * 2 / W, Yx * W / H, Yy, Y * 2 / H];
        for (var i = 0; i < values.Length; i++)
        {
            rows[i] = (float)values[i];
        }
    }

    private static Geometry Turn(double angle)
    {
        var (sine, cosine) = Math.SinCos(angle);
        return new Geometry(cosine, -sine, 0, sine, cosine, 0);
    }

    private static Geometry Zoom(double factor) => new(factor, 0, 0, 0, factor, 0);

    private static Geometry Window(double side, double across, double down) =>
        Zoom(side) with { X = across * (1 - side), Y = down * (1 - side) };
}
