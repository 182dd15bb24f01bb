namespace Dcai.Imaging;

/// <summary>The encoded formats that are understood.</summary>
public enum ImageFormat
{
    Png,
    Jpeg,
}
