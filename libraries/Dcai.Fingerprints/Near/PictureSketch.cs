using Dcai.Imaging;

namespace Dcai.Fingerprints.Near;

/// <summary>Where the edges of a picture are and which way they run: changes little with brightness, colour and encoding, and can be taken of a part of the picture.</summary>
public sealed class PictureSketch
{
    /// <summary>H = W of the pixels that a sketch is drawn from.</summary>
    public const int Side = 32;

    private readonly byte[] _pixels;
    private readonly float[] _whole = new float[EdgeFeatures.Count];

    /// <param name="gray">uint8 [32, 32], brightness. Not copied: the sketch owns it from now on.</param>
    /// <exception cref="ArgumentException">The length is another; the message states it.</exception>
    public PictureSketch(byte[] gray)
    {
        ArgumentNullException.ThrowIfNull(gray);
        if (gray.Length != Side * Side)
        {
            throw new ArgumentException($"[{Side}, {Side}] needs {Side * Side} elements, not {gray.Length}", nameof(gray));
        }

        _pixels = gray;
        EdgeFeatures.Gather(Brightness(), _whole);
    }

    /// <param name="image">Any size. Borrowed.</param>
    public static PictureSketch Of(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new PictureSketch([.. Resize.Antialiased(image.To(PixelFormat.Gray8), Side, Side).Pixels]);
    }

    /// <summary>float32 [128] of unit length, or zeros where nothing differs from anything: the picture as it is.</summary>
    internal ReadOnlySpan<float> Whole => _whole;

    /// <summary>The picture as it is, mirrored and turned.</summary>
    /// <param name="views">float32 [5, 128]; see <see cref="PictureTurn"/>.</param>
    internal void Turn(Span<float> views)
    {
        foreach (var order in PictureTurn.Orders)
        {
            for (var feature = 0; feature < order.Length; feature++)
            {
                views[feature] = _whole[order[feature]];
            }

            views = views[EdgeFeatures.Count..];
        }
    }

    /// <summary>Parts of the picture.</summary>
    /// <returns>float32 [18, 128]; see <see cref="PictureCut"/>.</returns>
    internal float[] Cut()
    {
        var views = new float[PictureCut.Count * EdgeFeatures.Count];
        PictureCut.Each(Brightness(), (cut, pixels) => EdgeFeatures.Gather(pixels, views.AsSpan(cut * EdgeFeatures.Count, EdgeFeatures.Count)));
        return views;
    }

    private float[] Brightness() => Array.ConvertAll(_pixels, value => (float)value);
}
