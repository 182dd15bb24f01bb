namespace Dcai.Imaging;

/// <summary>Decoded pixels.</summary>
public sealed class Image
{
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="format">Fixes <see cref="Channels"/>.</param>
    /// <param name="pixels">uint8 [H, W, C]; rows from the top, no padding. Not copied: the image owns it from now on.</param>
    /// <exception cref="ArgumentException">The length is not H × W × C; the message states both.</exception>
    public Image(int width, int height, PixelFormat format, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);

        var channels = ChannelsOf(format);
        if (pixels.LongLength != (long)width * height * channels)
        {
            throw new ArgumentException(
                $"{width}×{height}×{channels} pixels need {(long)width * height * channels} bytes, not {pixels.LongLength}",
                nameof(pixels));
        }

        Width = width;
        Height = height;
        Format = format;
        Channels = channels;
        Pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    public PixelFormat Format { get; }

    /// <summary>1 for gray, 3 for RGB.</summary>
    public int Channels { get; }

    /// <summary>uint8 [H, W, C]; range [0, 255], as stored in the file, no gamma applied. Who writes to it changes the image.</summary>
    public byte[] Pixels { get; }

    /// <summary>The same picture in another format.</summary>
    /// <returns>This image where the format is the same already, else a new one. Gray is <c>0.299 R + 0.587 G + 0.114 B</c>
    /// (ITU-R BT.601, 16-bit fixed point, rounded to nearest); RGB from gray repeats the value.</returns>
    public Image To(PixelFormat format)
    {
        if (format == Format)
        {
            return this;
        }

        var pixels = new byte[checked(Width * Height * ChannelsOf(format))];
        if (format == PixelFormat.Gray8)
        {
            PixelConversion.RgbToGray(Pixels, pixels);
        }
        else
        {
            PixelConversion.GrayToRgb(Pixels, pixels);
        }

        return new Image(Width, Height, format, pixels);
    }

    internal static int ChannelsOf(PixelFormat format) => format switch
    {
        PixelFormat.Gray8 => 1,
        PixelFormat.Rgb24 => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a pixel format"),
    };
}
