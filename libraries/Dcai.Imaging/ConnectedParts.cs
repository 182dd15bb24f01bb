namespace Dcai.Imaging;

/// <summary>Pixels that touch, diagonals included; the borders belong to it.</summary>
internal readonly record struct ConnectedPart(int Area, int Left, int Top, int Right, int Bottom)
{
    public ConnectedPart With(ConnectedPart other) => new(
        Area + other.Area,
        Math.Min(Left, other.Left),
        Math.Min(Top, other.Top),
        Math.Max(Right, other.Right),
        Math.Max(Bottom, other.Bottom));
}

/// <summary>Connected-component labelling with union-find (Rosenfeld and Pfaltz 1966), 8-connectivity.</summary>
internal static class ConnectedParts
{
    /// <param name="mask">[H, W] row-major.</param>
    /// <param name="width">W.</param>
    public static IReadOnlyList<ConnectedPart> Of(ReadOnlySpan<bool> mask, int width)
    {
        var parents = new int[mask.Length];
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            parents[pixel] = pixel;
            if (!mask[pixel])
            {
                continue;
            }

            var (x, above) = (pixel % width, pixel - width);
            Join(mask, pixel, pixel - 1, x > 0);
            Join(mask, pixel, above - 1, x > 0 && above >= 0);
            Join(mask, pixel, above, above >= 0);
            Join(mask, pixel, above + 1, x < width - 1 && above >= 0);
        }

        var parts = new Dictionary<int, ConnectedPart>();
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            if (mask[pixel])
            {
                var (x, y) = (pixel % width, pixel / width);
                var one = new ConnectedPart(1, x, y, x, y);
                var root = Root(pixel);
                parts[root] = parts.TryGetValue(root, out var part) ? part.With(one) : one;
            }
        }

        return [.. parts.Values];

        void Join(ReadOnlySpan<bool> drawn, int pixel, int neighbour, bool exists)
        {
            if (exists && drawn[neighbour])
            {
                var (one, other) = (Root(pixel), Root(neighbour));
                parents[Math.Max(one, other)] = Math.Min(one, other);
            }
        }

        int Root(int pixel)
        {
            while (parents[pixel] != pixel)
            {
                pixel = parents[pixel] = parents[parents[pixel]];
            }

            return pixel;
        }
    }
}
