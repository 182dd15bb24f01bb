namespace Dcai.Cli.Synthetic;

/// <summary>A point on the page and how far the ink reaches from it; where the radius is 0 the pen leaves no mark.</summary>
internal readonly record struct PenPoint(double X, double Y, double Radius);

/// <summary>One movement of the pen. Letters are written in a box with y from 0 (top) to 1 (baseline), any width, radius 1.</summary>
internal sealed record PenPath(IReadOnlyList<PenPoint> Points)
{
    private const int PointsPerCurve = 20;

    /// <summary>A quadratic curve whose middle is drawn aside by <paramref name="bow"/> of its length.</summary>
    public static PenPath Line(double fromX, double fromY, double toX, double toY, double bow)
    {
        var points = new PenPoint[PointsPerCurve + 1];
        var controlX = (fromX + toX) / 2 + (fromY - toY) * bow * 2;
        var controlY = (fromY + toY) / 2 + (toX - fromX) * bow * 2;
        for (var i = 0; i <= PointsPerCurve; i++)
        {
            var t = (double)i / PointsPerCurve;
            var (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t);
            points[i] = new PenPoint(a * fromX + b * controlX + c * toX, a * fromY + b * controlY + c * toY, 1);
        }

        return new PenPath(points);
    }

    /// <summary>A smooth curve near the given points: quadratic pieces between their midpoints, from the first point to the last.</summary>
    public static PenPath Smooth(params (double X, double Y)[] knots)
    {
        var points = new List<PenPoint> { new(knots[0].X, knots[0].Y, 1) };
        for (var k = 1; k < knots.Length - 1; k++)
        {
            var (startX, startY) = k == 1 ? knots[0] : Middle(knots[k - 1], knots[k]);
            var (endX, endY) = k == knots.Length - 2 ? knots[^1] : Middle(knots[k], knots[k + 1]);
            for (var i = 1; i <= PointsPerCurve; i++)
            {
                var t = (double)i / PointsPerCurve;
                var (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t);
                points.Add(new PenPoint(a * startX + b * knots[k].X + c * endX, a * startY + b * knots[k].Y + c * endY, 1));
            }
        }

        return new PenPath(points);
    }

    /// <summary>This movement and then the next without lifting the pen.</summary>
    public PenPath Then(PenPath next) => new([.. Points, .. next.Points]);

    public PenPath Map(Func<PenPoint, PenPoint> change) => new([.. Points.Select(change)]);

    private static (double X, double Y) Middle((double X, double Y) a, (double X, double Y) b) => ((a.X + b.X) / 2, (a.Y + b.Y) / 2);
}
