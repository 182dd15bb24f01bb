namespace Dcai.Fingerprints.Near;

/// <summary>A way to look at a picture: mirrored, turned by right angles, or a part of it.</summary>
/// <param name="Across">How the place across follows from the place in the view: by its x, by its y, and moved; ±1 are the edges.</param>
/// <param name="Down">The same for the place down.</param>
internal sealed record PictureView((float X, float Y, float Moved) Across, (float X, float Y, float Moved) Down)
{
    private static readonly float[] Parts = [0.9f, 0.8f];

    /// <summary>The picture as it is, mirrored and turned: whatever looks like one of these looks like it the other way round as well.</summary>
    public static IReadOnlyList<PictureView> Turned { get; } =
    [
        new((1, 0, 0), (0, 1, 0)), new((-1, 0, 0), (0, 1, 0)), new((0, -1, 0), (1, 0, 0)), new((-1, 0, 0), (0, -1, 0)), new((0, 1, 0), (-1, 0, 0)),
    ];

    /// <summary>These, and nine tenths and four fifths of each side, cut out in nine places.</summary>
    public static IReadOnlyList<PictureView> All { get; } =
    [
        .. Turned,
        .. Parts.SelectMany(part => Moves(part).SelectMany(across => Moves(part).Select(down => new PictureView((part, 0, across), (0, part, down))))),
    ];

    /// <summary>Where in the picture a place of the view is.</summary>
    public (float Across, float Down) Place(float x, float y) =>
        ((Across.X * x) + (Across.Y * y) + Across.Moved, (Down.X * x) + (Down.Y * y) + Down.Moved);

    private static float[] Moves(float part) => [part - 1, 0, 1 - part];
}
