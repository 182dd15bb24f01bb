using System.Buffers;
using System.Buffers.Binary;

namespace Dcai.Imaging;

/// <summary>GIF (87a and 89a): the first frame on its screen, over white.</summary>
/// <remarks>https://www.w3.org/Graphics/GIF/spec-gif89a.txt</remarks>
internal static class GifStream
{
    private const string Name = "GIF";
    private const int ScreenEnd = 13;
    private const byte Extension = 0x21;
    private const byte GraphicControl = 0xF9;
    private const byte Frame = 0x2C;
    private const byte Trailer = 0x3B;

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var screen = Damage.Part(bytes, Name, 0, ScreenEnd);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(screen[6..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(screen[8..]);
        return width > 0 && height > 0
            ? new ImageHeader(ImageFormat.Gif, width, height, Coloured: true)
            : throw Damage.Corrupt(Name, $"its header says {width}×{height} pixels");
    }

    public static Image Decode(ReadOnlySpan<byte> bytes, ImageHeader header)
    {
        var position = ScreenEnd;
        var palette = ReadPalette(bytes, bytes[10], ref position);
        var transparent = -1;
        while (true)
        {
            var kind = Damage.Part(bytes, Name, position, 1)[0];
            position++;
            switch (kind)
            {
                case Extension:
                    if (Damage.Part(bytes, Name, position, 1)[0] == GraphicControl)
                    {
                        var control = Damage.Part(bytes, Name, position + 1, 5);
                        transparent = (control[1] & 1) != 0 ? control[4] : -1;
                    }

                    position++;
                    SkipBlocks(bytes, ref position);
                    break;
                case Frame:
                    return DecodeFrame(bytes, header, position, palette, transparent);
                case Trailer:
                    throw Damage.Corrupt(Name, "it has no frame");
                default:
                    throw Damage.Corrupt(Name, $"byte {position - 1} begins neither a frame nor an extension");
            }
        }
    }

    private static Image DecodeFrame(ReadOnlySpan<byte> bytes, ImageHeader header, int position, ReadOnlySpan<byte> palette, int transparent)
    {
        var frame = Damage.Part(bytes, Name, position, 9);
        int left = BinaryPrimitives.ReadUInt16LittleEndian(frame);
        int top = BinaryPrimitives.ReadUInt16LittleEndian(frame[2..]);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(frame[4..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]);
        var flags = frame[8];
        if (width == 0 || height == 0 || left + width > header.Width || top + height > header.Height)
        {
            throw Damage.Corrupt(Name, $"its first frame of {width}×{height} pixels at {left}, {top} does not lie on its screen of {header.Width}×{header.Height}");
        }

        position += 9;
        var own = ReadPalette(bytes, flags, ref position);
        var colours = own.IsEmpty ? palette : own;
        if (colours.IsEmpty)
        {
            throw Damage.Corrupt(Name, "it has no palette");
        }

        var indices = ArrayPool<byte>.Shared.Rent(width * height);
        try
        {
            Unpack(bytes, position, indices.AsSpan(0, width * height));
            var pixels = GC.AllocateUninitializedArray<byte>((int)header.Pixels * 3);
            pixels.AsSpan().Fill(byte.MaxValue);
            for (var row = 0; row < height; row++)
            {
                var y = (flags & 0x40) != 0 ? Interlaced(row, height) : row;
                var to = ((top + y) * header.Width + left) * 3;
                for (var x = 0; x < width; x++, to += 3)
                {
                    var index = indices[row * width + x];
                    if (index != transparent)
                    {
                        // A colour that the palette lacks is black, as everywhere.
                        var colour = 3 * index < colours.Length ? colours.Slice(3 * index, 3) : default;
                        (pixels[to], pixels[to + 1], pixels[to + 2]) = colour.IsEmpty ? ((byte)0, (byte)0, (byte)0) : (colour[0], colour[1], colour[2]);
                    }
                }
            }

            return new Image(header.Width, header.Height, PixelFormat.Rgb24, pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(indices);
        }
    }

    private static void Unpack(ReadOnlySpan<byte> bytes, int position, Span<byte> indices)
    {
        int rootBits = Damage.Part(bytes, Name, position, 1)[0];
        if (rootBits is < 1 or > 8)
        {
            throw Damage.Corrupt(Name, $"its pixels have {rootBits} bits");
        }

        var begin = ++position;
        SkipBlocks(bytes, ref position);
        var codes = ArrayPool<byte>.Shared.Rent(position - begin);
        try
        {
            var length = 0;
            for (var at = begin; bytes[at] != 0; at += bytes[at] + 1)
            {
                bytes.Slice(at + 1, bytes[at]).CopyTo(codes.AsSpan(length));
                length += bytes[at];
            }

            var unpacked = LzwDecoder.Decode(codes.AsSpan(0, length), indices, Math.Max(2, rootBits), highestBitFirst: false);
            if (unpacked != indices.Length)
            {
                throw Damage.Corrupt(Name, unpacked < 0 ? "its pixels have a code that cannot be" : $"it has {unpacked} of {indices.Length} pixels");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(codes);
        }
    }

    private static ReadOnlySpan<byte> ReadPalette(ReadOnlySpan<byte> bytes, byte flags, ref int position)
    {
        if ((flags & 0x80) == 0)
        {
            return default;
        }

        var palette = Damage.Part(bytes, Name, position, 3 << ((flags & 7) + 1));
        position += palette.Length;
        return palette;
    }

    private static void SkipBlocks(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (true)
        {
            int length = Damage.Part(bytes, Name, position, 1)[0];
            position += length + 1;
            if (length == 0)
            {
                return;
            }
        }
    }

    /// <summary>Which line the n-th stored one is: every eighth from 0, from 4, every fourth from 2, every second from 1.</summary>
    private static int Interlaced(int row, int height)
    {
        foreach (var (first, step) in ((int, int)[])[(0, 8), (4, 8), (2, 4), (1, 2)])
        {
            var lines = Math.Max(0, (height - first + step - 1) / step);
            if (row < lines)
            {
                return first + row * step;
            }

            row -= lines;
        }

        return height - 1;
    }
}
