namespace Dcai.Imaging;

/// <summary>Makes an image of decoded colours, laid over white where they are transparent.</summary>
internal static class Opaque
{
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="decoded">uint8 [H, W, 3], or [H, W, 4] with an alpha channel that is not premultiplied. Kept where it is opaque.</param>
    /// <param name="transparent">Whether there is an alpha channel.</param>
    public static Image Rgb(int width, int height, byte[] decoded, bool transparent)
    {
        if (!transparent)
        {
            return new Image(width, height, PixelFormat.Rgb24, decoded);
        }

        var pixels = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        PixelConversion.CompositeOnWhite(decoded, pixels, 3);
        return new Image(width, height, PixelFormat.Rgb24, pixels);
    }
}
