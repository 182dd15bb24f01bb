using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dcai.Imaging;

/// <summary>JPEG (ITU-T T.81): the frame header is found here, the pixels are decoded by libjpeg-turbo.</summary>
internal static class JpegStream
{
    private const byte MarkerPrefix = 0xFF;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte ApplicationSegment1 = 0xE1;
    private const int OrientationTag = 0x0112;

    public static ReadOnlySpan<byte> Signature => [0xFF, 0xD8, 0xFF];

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var position = 2;
        while (true)
        {
            if (position + 4 > bytes.Length)
            {
                throw Truncated(bytes.Length);
            }

            if (bytes[position] != MarkerPrefix)
            {
                throw Corrupt($"no marker at byte {position}");
            }

            var marker = bytes[position + 1];
            if (marker == MarkerPrefix)
            {
                position++;
                continue;
            }

            if (marker is EndOfImage or StartOfScan)
            {
                throw Corrupt("its pixels begin before its size is known");
            }

            if (IsFrameHeader(marker))
            {
                return ReadFrame(bytes, position);
            }

            // TEM and the restart markers stand alone; every other one is followed by its length.
            var standsAlone = marker is 0x01 or (>= 0xD0 and <= 0xD8);
            position += 2 + (standsAlone ? 0 : BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 2)..]));
        }
    }

    /// <summary>How the picture lies, by its EXIF block (EXIF 2.32, section 4.5.4).</summary>
    /// <param name="bytes">A file whose header was read.</param>
    /// <returns>1 to 8; 1 where there is no such block, or one that cannot be read: a picture is not refused for what a camera wrote beside it.</returns>
    public static int ReadOrientation(ReadOnlySpan<byte> bytes)
    {
        var position = 2;
        while (position + 4 <= bytes.Length && bytes[position] == MarkerPrefix && !IsFrameHeader(bytes[position + 1]))
        {
            var marker = bytes[position + 1];
            if (marker is MarkerPrefix or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                position += marker == MarkerPrefix ? 1 : 2;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 2)..]);
            var segment = bytes.Slice(position + 4, Math.Clamp(length - 2, 0, bytes.Length - position - 4));
            if (marker == ApplicationSegment1 && segment.StartsWith("Exif\0\0"u8))
            {
                try
                {
                    return (int)new TiffDirectory(segment[6..], "EXIF block").Single(OrientationTag, Orientation.AsStored);
                }
                catch (ImageRejectedException)
                {
                    return Orientation.AsStored;
                }
            }

            position += 2 + length;
        }

        return Orientation.AsStored;
    }

    public static Image Decode(ReadOnlySpan<byte> bytes, ImageHeader header, PixelFormat format)
    {
        var decoder = NativeCodecs.tjInitDecompress();
        if (decoder == 0)
        {
            throw new InvalidOperationException($"libjpeg-turbo could not start: {MessageOf(0)}");
        }

        try
        {
            return Decode(decoder, bytes, header, format);
        }
        finally
        {
            _ = NativeCodecs.tjDestroy(decoder);
        }
    }

    private static unsafe Image Decode(nint decoder, ReadOnlySpan<byte> bytes, ImageHeader header, PixelFormat format)
    {
        fixed (byte* source = bytes)
        {
            var size = new CULong((nuint)bytes.Length);
            if (NativeCodecs.tjDecompressHeader3(decoder, source, size, out var width, out var height, out _, out var colours) != 0)
            {
                throw Rejected(bytes, MessageOf(decoder));
            }

            if ((width, height) != (header.Width, header.Height))
            {
                throw Corrupt($"it has two sizes, {header.Width}×{header.Height} and {width}×{height}");
            }

            var inks = colours >= NativeCodecs.JpegColourCmyk;
            var channels = inks ? 4 : Image.ChannelsOf(format);
            if ((long)width * height * channels > Array.MaxLength)
            {
                throw new ImageRejectedException(ImageRejectionReason.TooLarge, $"the image is too large: {width}×{height} pixels");
            }

            var pixels = GC.AllocateUninitializedArray<byte>(width * height * channels);
            fixed (byte* destination = pixels)
            {
                var layout = inks ? NativeCodecs.JpegPixelsCmyk
                    : format == PixelFormat.Gray8 ? NativeCodecs.JpegPixelsGray : NativeCodecs.JpegPixelsRgb;
                const int flags = NativeCodecs.JpegFlagStopOnWarning | NativeCodecs.JpegFlagLimitScans;
                if (NativeCodecs.tjDecompress2(decoder, source, size, destination, width, width * channels, height, layout, flags) != 0)
                {
                    throw Rejected(bytes, MessageOf(decoder));
                }
            }

            return inks ? new Image(width, height, PixelFormat.Rgb24, FromInks(pixels)).To(format) : new Image(width, height, format, pixels);
        }
    }

    /// <summary>JPEGs store inks inverted, as Adobe's programs do: 255 is none. Each colour is then its ink times black.</summary>
    private static byte[] FromInks(ReadOnlySpan<byte> inks)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(inks.Length / 4 * 3);
        for (int from = 0, to = 0; from < inks.Length; from += 4, to += 3)
        {
            for (var c = 0; c < 3; c++)
            {
                pixels[to + c] = (byte)((inks[from + c] * inks[from + 3] + 127) / 255);
            }
        }

        return pixels;
    }

    /// <summary>SOF0 to SOF15, without the three markers among them that mean something else.</summary>
    private static bool IsFrameHeader(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static ImageHeader ReadFrame(ReadOnlySpan<byte> bytes, int position)
    {
        if (position + 10 > bytes.Length)
        {
            throw Truncated(bytes.Length);
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 5)..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 7)..]);
        return width > 0 && height > 0
            ? new ImageHeader(ImageFormat.Jpeg, width, height, Coloured: bytes[position + 9] > 1)
            : throw Corrupt($"its header says {width}×{height} pixels");
    }

    private static ImageRejectedException Rejected(ReadOnlySpan<byte> bytes, string why)
    {
        // What libjpeg says depends on where the bytes end, so the end marker decides.
        var complete = bytes.LastIndexOf([MarkerPrefix, EndOfImage]) >= 0;
        return complete && !why.Contains("Premature end", StringComparison.Ordinal) ? Corrupt(why) : Truncated(bytes.Length);
    }

    private static ImageRejectedException Truncated(int length) =>
        new(ImageRejectionReason.Truncated, $"the JPEG is truncated: it ends after {length} bytes, before its last marker");

    private static ImageRejectedException Corrupt(string why) => new(ImageRejectionReason.Corrupt, $"the JPEG is corrupt: {why}");

    private static unsafe string MessageOf(nint decoder) => Marshal.PtrToStringUTF8((nint)NativeCodecs.tjGetErrorStr2(decoder)) ?? "";
}
