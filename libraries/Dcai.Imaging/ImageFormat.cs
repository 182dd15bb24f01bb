namespace Dcai.Imaging;

/// <summary>The encoded formats that are understood.</summary>
public enum ImageFormat
{
    Png,
    Jpeg,
    WebP,
    Bmp,

    /// <summary>The first frame counts.</summary>
    Gif,

    /// <summary>The first page counts.</summary>
    Tiff,
}
