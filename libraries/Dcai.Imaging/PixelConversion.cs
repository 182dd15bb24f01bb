using System.Buffers.Binary;

namespace Dcai.Imaging;

internal static class PixelConversion
{
    /// <summary>ITU-R BT.601 luma in 16-bit fixed point, rounded to nearest.</summary>
    public static void RgbToGray(ReadOnlySpan<byte> rgb, Span<byte> gray)
    {
        for (var i = 0; i < gray.Length; i++)
        {
            var pixel = rgb.Slice(3 * i, 3);
            gray[i] = (byte)((pixel[0] * 19595 + pixel[1] * 38470 + pixel[2] * 7471 + 0x8000) >> 16);
        }
    }

    public static void GrayToRgb(ReadOnlySpan<byte> gray, Span<byte> rgb)
    {
        for (var i = 0; i < gray.Length; i++)
        {
            rgb.Slice(3 * i, 3).Fill(gray[i]);
        }
    }

    /// <summary>Lays pixels with a trailing, not premultiplied alpha channel over white; each value is rounded to nearest.</summary>
    public static void CompositeOnWhite(ReadOnlySpan<byte> withAlpha, Span<byte> opaque, int channels)
    {
        for (int from = 0, to = 0; to < opaque.Length; from += channels + 1, to += channels)
        {
            int alpha = withAlpha[from + channels];
            for (var c = 0; c < channels; c++)
            {
                var scaled = withAlpha[from + c] * alpha + 255 * (255 - alpha) + 128;
                opaque[to + c] = (byte)(((scaled >> 8) + scaled) >> 8);
            }
        }
    }

    /// <summary>The high byte of each sample in machine order.</summary>
    public static void HighBytes(ReadOnlySpan<byte> samples, Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(ReadMachineOrder(samples, i) >> 8);
        }
    }

    /// <summary>As <see cref="CompositeOnWhite"/> for 16-bit samples that are premultiplied; the sum's high byte is kept.</summary>
    public static void CompositePremultipliedOnWhite(ReadOnlySpan<byte> withAlpha, Span<byte> opaque, int channels)
    {
        for (int from = 0, to = 0; to < opaque.Length; from += channels + 1, to += channels)
        {
            var white = ushort.MaxValue - ReadMachineOrder(withAlpha, from + channels);
            for (var c = 0; c < channels; c++)
            {
                opaque[to + c] = (byte)(Math.Min(ReadMachineOrder(withAlpha, from + c) + white, ushort.MaxValue) >> 8);
            }
        }
    }

    private static int ReadMachineOrder(ReadOnlySpan<byte> samples, int index) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt16LittleEndian(samples[(2 * index)..])
        : BinaryPrimitives.ReadUInt16BigEndian(samples[(2 * index)..]);
}
