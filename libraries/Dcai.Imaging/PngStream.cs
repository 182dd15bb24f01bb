using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dcai.Imaging;

/// <summary>PNG (W3C recommendation, third edition): the chunk structure is checked here, the pixels are decoded by libpng.</summary>
internal static class PngStream
{
    private const int ChunkOverhead = 12;
    private const int HeaderChunkEnd = 33;

    // Deflate (RFC 1951) encodes at most 258 bytes in 2 bits: a file cannot unpack to more than 1032 times its size.
    private const long LargestDeflateRatio = 1032;

    private const uint Ihdr = 0x49484452;
    private const uint Idat = 0x49444154;
    private const uint Iend = 0x49454E44;
    private const uint Trns = 0x74524E53;
    private const uint AncillaryBit = 0x20000000;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var header = ReadImageChunk(bytes);
        return new ImageHeader(ImageFormat.Png, header.Width, header.Height, header.HasColour);
    }

    public static Image Decode(ReadOnlySpan<byte> bytes, ImageHeader header, PixelFormat format)
    {
        var kind = ReadImageChunk(bytes);
        var layout = ReadLayout(bytes, kind);
        if (layout.DataBytes * LargestDeflateRatio < kind.SmallestDataBytes)
        {
            throw Rejected(
                ImageRejectionReason.Corrupt,
                $"{layout.DataBytes} bytes of pixel data cannot hold the {header.Width}×{header.Height} pixels of its header");
        }

        if (!layout.HasColourManagement)
        {
            return DecodePixels(bytes[..layout.Length], header, kind, layout.HasTransparency, format);
        }

        var plain = ArrayPool<byte>.Shared.Rent(layout.Length);
        try
        {
            var length = CopyWithoutAncillary(bytes, plain);
            return DecodePixels(plain.AsSpan(0, length), header, kind, layout.HasTransparency, format);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private static Kind ReadImageChunk(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderChunkEnd)
        {
            throw Rejected(ImageRejectionReason.Truncated, $"it ends after {bytes.Length} bytes, inside the header");
        }

        var chunk = bytes[Signature.Length..HeaderChunkEnd];
        var width = BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]);
        var height = BinaryPrimitives.ReadUInt32BigEndian(chunk[12..]);
        if (BinaryPrimitives.ReadUInt32BigEndian(chunk) != 13 || BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]) != Ihdr)
        {
            throw Rejected(ImageRejectionReason.Corrupt, "it does not begin with an image header chunk");
        }

        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            throw Rejected(ImageRejectionReason.Corrupt, $"its header says {width}×{height} pixels");
        }

        return new Kind((int)width, (int)height, chunk[16], chunk[17]);
    }

    /// <summary>Walks the chunks to the last one, so that a cut anywhere is seen: libpng stops reading after the last row.</summary>
    private static Layout ReadLayout(ReadOnlySpan<byte> bytes, Kind kind)
    {
        var dataBytes = 0L;
        var transparent = kind.HasAlphaChannel;
        var colourManagement = false;
        var position = Signature.Length;
        while (true)
        {
            if (!TryReadChunk(bytes, position, out var type, out var length))
            {
                throw Rejected(ImageRejectionReason.Truncated, $"it ends after {bytes.Length} bytes, before its last chunk");
            }

            position += length + ChunkOverhead;
            switch (type)
            {
                case Idat:
                    dataBytes += length;
                    break;
                case Trns:
                    transparent = true;
                    break;
                case Iend:
                    return new Layout(position, dataBytes, transparent, colourManagement);
                default:
                    colourManagement |= (type & AncillaryBit) != 0;
                    break;
            }
        }
    }

    /// <summary>libpng's simplified API converts to sRGB where the file says that it is something else. Pixels are wanted as stored, and a
    /// compressed colour profile or text is attack surface: without those chunks nothing is converted.</summary>
    private static int CopyWithoutAncillary(ReadOnlySpan<byte> bytes, Span<byte> plain)
    {
        Signature.CopyTo(plain);
        var position = Signature.Length;
        var written = Signature.Length;
        while (TryReadChunk(bytes, position, out var type, out var length))
        {
            var chunk = bytes.Slice(position, length + ChunkOverhead);
            if ((type & AncillaryBit) == 0 || type == Trns)
            {
                chunk.CopyTo(plain[written..]);
                written += chunk.Length;
            }

            if (type == Iend)
            {
                break;
            }

            position += chunk.Length;
        }

        return written;
    }

    private static bool TryReadChunk(ReadOnlySpan<byte> bytes, int position, out uint type, out int length)
    {
        (type, length) = (0, 0);
        if (bytes.Length - position < ChunkOverhead)
        {
            return false;
        }

        var announced = BinaryPrimitives.ReadUInt32BigEndian(bytes[position..]);
        if (announced > bytes.Length - position - ChunkOverhead)
        {
            return false;
        }

        type = BinaryPrimitives.ReadUInt32BigEndian(bytes[(position + 4)..]);
        length = (int)announced;
        return true;
    }

    private static Image DecodePixels(ReadOnlySpan<byte> png, ImageHeader header, Kind kind, bool transparent, PixelFormat format)
    {
        var colours = kind.HasColour ? 3 : 1;
        var samples = colours + (transparent ? 1 : 0);
        var decodedBytes = header.Pixels * samples * kind.BytesPerSample;
        if (decodedBytes > Array.MaxLength)
        {
            throw new ImageRejectedException(
                ImageRejectionReason.TooLarge,
                $"the image is too large: {header.Width}×{header.Height} pixels unpack to {decodedBytes} bytes");
        }

        var direct = !transparent && kind.BytesPerSample == 1;
        var opaqueFormat = kind.HasColour ? PixelFormat.Rgb24 : PixelFormat.Gray8;
        if (direct && opaqueFormat == format)
        {
            var pixels = GC.AllocateUninitializedArray<byte>((int)decodedBytes);
            Unpack(png, kind, transparent, pixels);
            return new Image(header.Width, header.Height, format, pixels);
        }

        var scratch = ArrayPool<byte>.Shared.Rent((int)decodedBytes);
        try
        {
            var decoded = scratch.AsSpan(0, (int)decodedBytes);
            Unpack(png, kind, transparent, decoded);
            var count = (int)header.Pixels * colours;
            var opaque = direct ? decoded[..count] : MakeOpaque(decoded, new byte[count], kind, transparent, colours);
            return new Image(header.Width, header.Height, format, Convert(opaque, opaqueFormat, format, (int)header.Pixels));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static byte[] MakeOpaque(ReadOnlySpan<byte> decoded, byte[] opaque, Kind kind, bool transparent, int colours)
    {
        if (kind.BytesPerSample == 1)
        {
            PixelConversion.CompositeOnWhite(decoded, opaque, colours);
        }
        else if (transparent)
        {
            PixelConversion.CompositePremultipliedOnWhite(decoded, opaque, colours);
        }
        else
        {
            PixelConversion.HighBytes(decoded, opaque);
        }

        return opaque;
    }

    private static byte[] Convert(ReadOnlySpan<byte> opaque, PixelFormat from, PixelFormat to, int count)
    {
        if (from == to)
        {
            return opaque.ToArray();
        }

        var pixels = GC.AllocateUninitializedArray<byte>(count * Image.ChannelsOf(to));
        if (to == PixelFormat.Gray8)
        {
            PixelConversion.RgbToGray(opaque, pixels);
        }
        else
        {
            PixelConversion.GrayToRgb(opaque, pixels);
        }

        return pixels;
    }

    private static unsafe void Unpack(ReadOnlySpan<byte> png, Kind kind, bool transparent, Span<byte> pixels)
    {
        var image = new NativeCodecs.PngImage { Version = NativeCodecs.PngVersion };
        fixed (byte* source = png)
        fixed (byte* destination = pixels)
        {
            try
            {
                if (NativeCodecs.png_image_begin_read_from_memory(&image, source, (nuint)png.Length) == 0)
                {
                    throw Rejected(ImageRejectionReason.Corrupt, MessageOf(&image));
                }

                // A 16-bit file without colour management counts as linear, and linear to linear keeps its samples.
                image.Format = (kind.HasColour ? NativeCodecs.PngFormatColour : NativeCodecs.PngFormatGray)
                    | (transparent ? NativeCodecs.PngFormatAlpha : 0)
                    | (kind.BytesPerSample == 2 ? NativeCodecs.PngFormatLinear : 0);
                if (NativeCodecs.png_image_finish_read(&image, null, destination, 0, null) == 0)
                {
                    throw Rejected(ImageRejectionReason.Corrupt, MessageOf(&image));
                }
            }
            finally
            {
                NativeCodecs.png_image_free(&image);
            }
        }
    }

    private static unsafe string MessageOf(NativeCodecs.PngImage* image) => Marshal.PtrToStringUTF8((nint)image->Message) ?? "";

    private static ImageRejectedException Rejected(ImageRejectionReason reason, string why) =>
        new(reason, $"the PNG is {(reason == ImageRejectionReason.Truncated ? "truncated" : "corrupt")}: {why}");

    private readonly record struct Layout(int Length, long DataBytes, bool HasTransparency, bool HasColourManagement);

    private readonly record struct Kind(int Width, int Height, byte BitDepth, byte ColourType)
    {
        public bool HasColour => (ColourType & 2) != 0;

        public bool HasAlphaChannel => (ColourType & 4) != 0;

        public int BytesPerSample => BitDepth == 16 ? 2 : 1;

        /// <summary>Of the unpacked rows, without their filter bytes.</summary>
        public long SmallestDataBytes
        {
            get
            {
                var samples = (ColourType == 3 || !HasColour ? 1 : 3) + (HasAlphaChannel ? 1 : 0);
                return ((long)Width * samples * BitDepth + 7) / 8 * Height;
            }
        }
    }
}
