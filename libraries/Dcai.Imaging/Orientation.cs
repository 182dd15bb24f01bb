namespace Dcai.Imaging;

/// <summary>The eight ways in which a stored picture may lie (EXIF 2.32, tag 0x0112; TIFF 6.0, tag 274).</summary>
internal static class Orientation
{
    public const int AsStored = 1;

    /// <param name="image">As stored.</param>
    /// <param name="orientation">1 to 8; anything else counts as 1.</param>
    /// <returns>The picture as it is meant to be seen; the very image where it is stored so.</returns>
    public static Image Upright(Image image, int orientation)
    {
        if (orientation is <= AsStored or > 8)
        {
            return image;
        }

        var turned = orientation >= 5;
        var (width, height) = turned ? (image.Height, image.Width) : (image.Width, image.Height);
        var channels = image.Channels;
        var pixels = GC.AllocateUninitializedArray<byte>(image.Pixels.Length);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (column, row) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, width - 1 - x),
                    7 => (height - 1 - y, width - 1 - x),
                    _ => (height - 1 - y, x),
                };
                var from = (row * image.Width + column) * channels;
                var to = (y * width + x) * channels;
                for (var c = 0; c < channels; c++)
                {
                    pixels[to + c] = image.Pixels[from + c];
                }
            }
        }

        return new Image(width, height, image.Format, pixels);
    }
}
