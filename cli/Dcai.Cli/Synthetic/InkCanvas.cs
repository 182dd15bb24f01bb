namespace Dcai.Cli.Synthetic;

/// <summary>How much of each pixel is inked. Edges are antialiased by the signed distance to the pen's path.</summary>
internal sealed class InkCanvas(int width, int height)
{
    private readonly float[] ink = new float[width * height];

    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>float32 [H, W]; range [0, 1].</summary>
    public ReadOnlySpan<float> Ink => ink;

    public void Draw(PenPath path)
    {
        for (var i = 1; i < path.Points.Count; i++)
        {
            var (from, to) = (path.Points[i - 1], path.Points[i]);
            if (from.Radius > 0 && to.Radius > 0)
            {
                DrawSegment(from, to);
            }
        }
    }

    private void DrawSegment(PenPoint from, PenPoint to)
    {
        var reach = Math.Max(from.Radius, to.Radius) + 1;
        var left = Math.Max((int)(Math.Min(from.X, to.X) - reach), 0);
        var right = Math.Min((int)(Math.Max(from.X, to.X) + reach), Width - 1);
        var top = Math.Max((int)(Math.Min(from.Y, to.Y) - reach), 0);
        var bottom = Math.Min((int)(Math.Max(from.Y, to.Y) + reach), Height - 1);

        var (startX, startY, startRadius) = ((float)from.X, (float)from.Y, (float)from.Radius);
        var (alongX, alongY, growth) = ((float)(to.X - from.X), (float)(to.Y - from.Y), (float)(to.Radius - from.Radius));
        var inverse = 1 / Math.Max(alongX * alongX + alongY * alongY, 1e-6f);
        for (var y = top; y <= bottom; y++)
        {
            var row = ink.AsSpan(y * Width, Width);
            var dy = y - startY;
            for (var x = left; x <= right; x++)
            {
                var dx = x - startX;
                var t = Math.Clamp((dx * alongX + dy * alongY) * inverse, 0f, 1f);
                var (offX, offY) = (dx - t * alongX, dy - t * alongY);
                var distance = MathF.Sqrt(offX * offX + offY * offY) - (startRadius + t * growth);
                if (distance < 0.5f)
                {
                    row[x] = Math.Max(row[x], Math.Min(0.5f - distance, 1f));
                }
            }
        }
    }
}
