using System.Buffers;
using System.Runtime.InteropServices;

namespace Dcai.Imaging;

/// <summary>Pixels to PNG, without loss. May be called from any number of threads at once.</summary>
public static class PngEncoder
{
    /// <param name="image">Gray or RGB. Borrowed.</param>
    /// <param name="fast">Roughly halves the time for a larger file; the pixels are the same.</param>
    /// <returns>A PNG of the same size, 8 bits per sample. Equal images give equal bytes with the same libpng and zlib.</returns>
    public static unsafe byte[] Encode(Image image, bool fast = false)
    {
        ArgumentNullException.ThrowIfNull(image);

        var native = new NativeCodecs.PngImage
        {
            Version = NativeCodecs.PngVersion,
            Width = (uint)image.Width,
            Height = (uint)image.Height,
            Format = image.Format == PixelFormat.Gray8 ? NativeCodecs.PngFormatGray : NativeCodecs.PngFormatColour,
            Flags = fast ? NativeCodecs.PngFlagFast : 0,
        };
        var buffer = ArrayPool<byte>.Shared.Rent(LargestSize(image));
        try
        {
            fixed (byte* pixels = image.Pixels)
            fixed (byte* destination = buffer)
            {
                var length = (nuint)buffer.Length;
                if (NativeCodecs.png_image_write_to_memory(&native, destination, &length, 0, pixels, 0, null) == 0)
                {
                    throw new InvalidOperationException($"libpng could not encode: {Marshal.PtrToStringUTF8((nint)native.Message)}");
                }

                return buffer.AsSpan(0, (int)length).ToArray();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The bound of png.h (PNG_IMAGE_PNG_SIZE_MAX) for 8-bit pixels without a colour map, rounded up.</summary>
    private static int LargestSize(Image image)
    {
        var rows = image.Pixels.LongLength + image.Height;
        var compressed = rows + rows / 8 + rows / 64 + 16;
        return (int)Math.Min(compressed + 12 * (compressed / 8192 + 1) + 256, Array.MaxLength);
    }
}
