namespace Dcai.Fingerprints.Near;

/// <summary>A picture as it is, mirrored, or turned by right angles: whatever looks like one of these looks like it the other way round as well.</summary>
internal static class PictureTurn
{
    /// <summary>Where the place (x, y) of the view is in the picture, both seen from the middle: as it is, mirrored, and turned once, twice and three times.</summary>
    private static readonly Func<float, float, (float X, float Y)>[] Places = [(x, y) => (x, y), (x, y) => (-x, y), (x, y) => (-y, x), (x, y) => (-x, -y), (x, y) => (y, -x)];

    /// <summary>int32 [5, 128]: which features of the picture those of the view are. Cells change their places and edges their directions, and nothing else changes.</summary>
    public static IReadOnlyList<int[]> Orders { get; } = Array.ConvertAll(Places, Order);

    private static int[] Order(Func<float, float, (float X, float Y)> place)
    {
        const float Middle = (EdgeFeatures.Cells - 1) / 2f;
        var order = new int[EdgeFeatures.Count];
        for (var feature = 0; feature < order.Length; feature++)
        {
            var (cell, direction) = Math.DivRem(feature, EdgeFeatures.Directions);
            var (row, column) = Math.DivRem(cell, EdgeFeatures.Cells);
            var (x, y) = place(column - Middle, row - Middle);
            var (sine, cosine) = MathF.SinCos(direction * MathF.Tau / EdgeFeatures.Directions);
            var (across, down) = place(cosine, sine);
            var turned = (int)MathF.Round(MathF.Atan2(down, across) / MathF.Tau * EdgeFeatures.Directions);
            order[feature] = (((((int)(y + Middle) * EdgeFeatures.Cells) + (int)(x + Middle)) * EdgeFeatures.Directions) + ((turned + EdgeFeatures.Directions) % EdgeFeatures.Directions));
        }

        return order;
    }
}
