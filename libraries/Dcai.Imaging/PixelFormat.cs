namespace Dcai.Imaging;

/// <summary>How the bytes of an <see cref="Image"/> are to be read.</summary>
public enum PixelFormat
{
    /// <summary>One byte per pixel: 0 is black, 255 is white.</summary>
    Gray8,

    /// <summary>Three bytes per pixel: red, green, blue.</summary>
    Rgb24,
}
