using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dcai.Imaging;

/// <summary>JPEG (ITU-T T.81): the frame header is found here, the pixels are decoded by libjpeg-turbo.</summary>
internal static class JpegStream
{
    private const byte MarkerPrefix = 0xFF;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

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

            if (colours >= NativeCodecs.JpegColourCmyk)
            {
                throw new ImageRejectedException(
                    ImageRejectionReason.Unsupported, "the JPEG has CMYK colours, which are not supported: convert it to RGB");
            }

            var channels = Image.ChannelsOf(format);
            var pixels = GC.AllocateUninitializedArray<byte>(checked(width * height * channels));
            fixed (byte* destination = pixels)
            {
                var layout = format == PixelFormat.Gray8 ? NativeCodecs.JpegPixelsGray : NativeCodecs.JpegPixelsRgb;
                const int flags = NativeCodecs.JpegFlagStopOnWarning | NativeCodecs.JpegFlagLimitScans;
                if (NativeCodecs.tjDecompress2(decoder, source, size, destination, width, width * channels, height, layout, flags) != 0)
                {
                    throw Rejected(bytes, MessageOf(decoder));
                }
            }

            return new Image(width, height, format, pixels);
        }
    }

    /// <summary>SOF0 to SOF15, without the three markers among them that mean something else.</summary>
    private static bool IsFrameHeader(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static ImageHeader ReadFrame(ReadOnlySpan<byte> bytes, int position)
    {
        if (position + 9 > bytes.Length)
        {
            throw Truncated(bytes.Length);
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 5)..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 7)..]);
        return width > 0 && height > 0
            ? new ImageHeader(ImageFormat.Jpeg, width, height)
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
