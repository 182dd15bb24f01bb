namespace Dcai.Imaging;

/// <summary>Many images on one, to be looked at.</summary>
public static class ContactSheet
{
    /// <summary>Lays the images out in rows, each reduced (never enlarged) to fit its square tile with the aspect ratio kept, centred on
    /// white.</summary>
    /// <param name="images">In reading order, at least one. Borrowed.</param>
    /// <param name="columns">Tiles in a row, at least 1.</param>
    /// <param name="tileSize">Side of a tile in pixels, at least 1.</param>
    /// <param name="gap">Pixels of white around each tile.</param>
    /// <returns>RGB where any of the images is, else gray.</returns>
    /// <exception cref="ArgumentException">There are no images.</exception>
    public static Image Compose(IReadOnlyList<Image> images, int columns, int tileSize, int gap = 2)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tileSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        if (images.Count == 0)
        {
            throw new ArgumentException("a contact sheet needs at least one image", nameof(images));
        }

        var format = images.Any(image => image.Format == PixelFormat.Rgb24) ? PixelFormat.Rgb24 : PixelFormat.Gray8;
        var channels = Image.ChannelsOf(format);
        var step = tileSize + 2 * gap;
        var width = checked(columns * step);
        var height = checked((images.Count + columns - 1) / columns * step);
        var pixels = new byte[checked(width * height * channels)];
        Array.Fill(pixels, byte.MaxValue);
        for (var i = 0; i < images.Count; i++)
        {
            var tile = FitInto(images[i], tileSize).To(format);
            var left = i % columns * step + gap + (tileSize - tile.Width) / 2;
            var top = i / columns * step + gap + (tileSize - tile.Height) / 2;
            for (var y = 0; y < tile.Height; y++)
            {
                var row = tile.Pixels.AsSpan(y * tile.Width * channels, tile.Width * channels);
                row.CopyTo(pixels.AsSpan(((top + y) * width + left) * channels));
            }
        }

        return new Image(width, height, format, pixels);
    }

    private static Image FitInto(Image image, int size)
    {
        var scale = Math.Min(1, (double)size / Math.Max(image.Width, image.Height));
        return Resize.Antialiased(image, Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
    }
}
