namespace Dcai.Learning;

/// <summary>Everything that is random about distorting a batch, drawn on the host.</summary>
internal sealed class DistortionParameters
{
    /// <summary>Half length, radius, period and half dash of a stroke, in pixels.</summary>
    public const int StrokeNumbers = 4;

    /// <summary>Knots of the displacement field along each side.</summary>
    public const int ElasticKnots = 4;

    private readonly ResolvedStep[] _steps;
    private readonly float[][] _numbers;
    private readonly ulong[][] _seeds;
    private readonly int _strokeCount;

    private DistortionParameters(ResolvedStep[] steps, int N, int H, int W)
    {
        (_steps, this.N, this.H, this.W) = (steps, N, H, W);
        _strokeCount = steps.Sum(step => step.StrokeCount);
        _numbers = [.. steps.Select(_ => new float[N])];
        _seeds = [.. steps.Select(_ => new ulong[N])];
        Rows = new float[N * RowCount * 3];
        StrokeShapes = new float[N * StrokeNumbers * _strokeCount];
        Displacements = new float[N * 2 * ElasticKnots * ElasticKnots];
        IsMoved = Array.Exists(steps, step => Geometry.Moves(step.Kind.Name));
        IsBent = Array.Exists(steps, step => step.Kind.Name == AugmentationKind.Elastic);
    }

    public int N { get; }

    public int H { get; }

    public int W { get; }

    /// <summary>Linear functions of a pixel's place per image: where to sample (x, y), then along and across each stroke.</summary>
    public int RowCount => 2 + (2 * _strokeCount);

    /// <summary>float32 [N, RowCount, 3].</summary>
    public float[] Rows { get; }

    /// <summary>float32 [N, 4, strokes].</summary>
    public float[] StrokeShapes { get; }

    /// <summary>float32 [N, 2, knots], in [−1, 1] coordinates.</summary>
    public float[] Displacements { get; }

    /// <summary>Whether pixels are sampled anew.</summary>
    public bool IsMoved { get; }

    /// <summary>Whether they are also displaced one by one.</summary>
    public bool IsBent { get; }

    /// <summary>Strokes per image, all steps together.</summary>
    public int StrokeCount => _strokeCount;

    /// <summary>float32 [N]: the step's number per image; what it means is the step's own.</summary>
    public float[] Numbers(int step) => _numbers[step];

    /// <summary>uint64 [N]: seeds for what has more numbers than one per image.</summary>
    public ulong[] Seeds(int step) => _seeds[step];

    /// <summary>The first stroke of a step and how many it has.</summary>
    public (int First, int Count) StrokesOf(int step) => (_steps.Take(step).Sum(before => before.StrokeCount), _steps[step].StrokeCount);

    /// <summary>Whether the strokes of a step are white.</summary>
    public bool IsWhite(int step) => _steps[step].Kind.Name == AugmentationKind.WhiteSpots;

    public static DistortionParameters Draw(ResolvedStep[] steps, int N, int H, int W, Xoshiro256 random)
    {
        var parameters = new DistortionParameters(steps, N, H, W);
        for (var n = 0; n < N; n++)
        {
            parameters.Draw(n, random);
        }

        return parameters;
    }

    private void Draw(int n, Xoshiro256 random)
    {
        var geometry = Geometry.Identity;
        var stroke = 0;
        for (var index = 0; index < _steps.Length; index++)
        {
            var step = _steps[index];

            // Every draw is made whether it is used or not, so that an image's parameters do not shift the next one's.
            var applies = random.NextDouble() < step.Probability;
            switch (step.Kind.Name)
            {
                case AugmentationKind.BlackSpots or AugmentationKind.WhiteSpots or AugmentationKind.DashedLines:
                    for (var drawn = 0; drawn < step.StrokeCount; drawn++)
                    {
                        DrawStroke(n, stroke++, step, random);
                    }

                    _numbers[index][n] = (float)random.NextDouble(0, step.Kind.Name == AugmentationKind.BlackSpots ? 60 : 120);
                    break;
                case AugmentationKind.Elastic:
                    DrawDisplacements(n, applies ? step.Amount : 0, random);
                    break;
                case AugmentationKind.Contrast:
                    var change = random.NextDouble(-step.Amount, step.Amount);
                    _numbers[index][n] = (float)(1 + (applies ? change : 0));
                    break;
                case AugmentationKind.Noise or AugmentationKind.Blur:
                    _numbers[index][n] = (float)(random.NextDouble() * (applies ? step.Amount : 0));
                    _seeds[index][n] = random.NextUInt64();
                    break;
                case AugmentationKind.ColourJitter or AugmentationKind.CutOut:
                    _numbers[index][n] = applies ? (float)step.Amount : 0;
                    _seeds[index][n] = random.NextUInt64();
                    break;
                default:
                    geometry = geometry.Then(Geometry.Draw(step, applies, H, W, random));
                    break;
            }
        }

        geometry.Write(Rows.AsSpan(n * RowCount * 3, 6), H, W);
    }

    private void DrawStroke(int n, int stroke, ResolvedStep step, Xoshiro256 random)
    {
        var size = Math.Min(H, W);
        var (present, length, width, period, duty) =
            (random.NextDouble() < step.Probability, random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble());
        var (halfLength, radius, dashPeriod, halfDash) = step.Kind.Name switch
        {
            AugmentationKind.BlackSpots => (0.12 * length, 0.015 + (0.045 * width), 1, 2),
            AugmentationKind.WhiteSpots => (0.10 * length, 0.030 + (0.070 * width), 1, 2),
            _ => (0.15 + (0.35 * length), 0.010 + (0.020 * width), 0.1 + (0.2 * period), 0.2 + (0.15 * duty)),
        };
        ReadOnlySpan<double> shape = [halfLength * size, present ? radius * size : -1, dashPeriod * size, halfDash * dashPeriod * size];
        for (var number = 0; number < StrokeNumbers; number++)
        {
            StrokeShapes[(((n * StrokeNumbers) + number) * _strokeCount) + stroke] = (float)shape[number];
        }

        // Distances along and across the stroke in pixels, from places in [−1, 1] that are W/2 and H/2 pixels long.
        var (sine, cosine) = Math.SinCos(random.NextDouble(0, Math.PI));
        var (middleX, middleY) = (random.NextDouble(-1, 1) * W / 2, random.NextDouble(-1, 1) * H / 2);
        Row(2 + stroke, cosine * W / 2, sine * H / 2, -((middleX * cosine) + (middleY * sine)));
        Row(2 + _strokeCount + stroke, -sine * W / 2, cosine * H / 2, (middleX * sine) - (middleY * cosine));

        void Row(int row, double x, double y, double constant)
        {
            var at = ((n * RowCount) + row) * 3;
            (Rows[at], Rows[at + 1], Rows[at + 2]) = ((float)x, (float)y, (float)constant);
        }
    }

    private void DrawDisplacements(int n, double amount, Xoshiro256 random)
    {
        var field = Displacements.AsSpan(n * 2 * ElasticKnots * ElasticKnots, 2 * ElasticKnots * ElasticKnots);
        for (var i = 0; i < field.Length; i++)
        {
            field[i] = (float)(2 * amount * random.NextDouble(-1, 1));
        }
    }
}
