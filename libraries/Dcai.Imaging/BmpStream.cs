using System.Buffers.Binary;
using System.Numerics;

namespace Dcai.Imaging;

/// <summary>BMP as Windows and OS/2 write it: 1, 4, 8, 16, 24 and 32 bits, not compressed. A fourth channel counts only where a mask names it.</summary>
/// <remarks>https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types</remarks>
internal static class BmpStream
{
    private const string Name = "BMP";
    private const int FileHeaderBytes = 14;
    private const int CoreHeaderBytes = 12;
    private const int InfoHeaderBytes = 40;
    private const uint PlainPixels = 0;
    private const uint MaskedPixels = 3;

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var layout = ReadLayout(bytes);
        return new ImageHeader(ImageFormat.Bmp, layout.Width, layout.Height, Coloured: true);
    }

    public static Image Decode(ReadOnlySpan<byte> bytes, ImageHeader header)
    {
        var layout = ReadLayout(bytes);
        var stride = ((long)layout.Width * layout.Bits + 31) / 32 * 4;
        var rows = Damage.Part(bytes, Name, layout.PixelsAt, stride * layout.Height);
        if (layout.Bits <= 8)
        {
            return new Image(header.Width, header.Height, PixelFormat.Rgb24, Palette(bytes, rows, layout, (int)stride));
        }

        var transparent = layout.Alpha != 0;
        var channels = transparent ? 4 : 3;
        if (header.Pixels * channels > Array.MaxLength)
        {
            throw new ImageRejectedException(ImageRejectionReason.TooLarge, $"the image is too large: {header.Width}×{header.Height} pixels");
        }

        var decoded = GC.AllocateUninitializedArray<byte>((int)header.Pixels * channels);
        var step = layout.Bits / 8;
        for (var y = 0; y < layout.Height; y++)
        {
            var row = RowOf(rows, layout, (int)stride, y);
            var to = decoded.AsSpan(y * layout.Width * channels);
            for (var x = 0; x < layout.Width; x++)
            {
                var from = row[(x * step)..];
                if (layout.Bits == 24)
                {
                    (to[0], to[1], to[2]) = (from[2], from[1], from[0]);
                }
                else
                {
                    var value = layout.Bits == 16 ? BinaryPrimitives.ReadUInt16LittleEndian(from) : BinaryPrimitives.ReadUInt32LittleEndian(from);
                    (to[0], to[1], to[2]) = (Scaled(value, layout.Red), Scaled(value, layout.Green), Scaled(value, layout.Blue));
                    if (transparent)
                    {
                        to[3] = Scaled(value, layout.Alpha);
                    }
                }

                to = to[channels..];
            }
        }

        return Opaque.Rgb(header.Width, header.Height, decoded, transparent);
    }

    private static byte[] Palette(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> rows, Layout layout, int stride)
    {
        var colours = Damage.Part(bytes, Name, layout.PaletteAt, (long)layout.Colours * layout.ColourBytes);
        var pixels = GC.AllocateUninitializedArray<byte>(checked(layout.Width * layout.Height * 3));
        var (perByte, mask) = (8 / layout.Bits, (1 << layout.Bits) - 1);
        for (int y = 0, to = 0; y < layout.Height; y++)
        {
            var row = RowOf(rows, layout, stride, y);
            for (var x = 0; x < layout.Width; x++, to += 3)
            {
                var index = (row[x / perByte] >> (8 - layout.Bits * (x % perByte + 1))) & mask;
                if (index >= layout.Colours)
                {
                    throw Damage.Corrupt(Name, $"a pixel has colour {index} of a palette of {layout.Colours}");
                }

                var colour = colours[(index * layout.ColourBytes)..];
                (pixels[to], pixels[to + 1], pixels[to + 2]) = (colour[2], colour[1], colour[0]);
            }
        }

        return pixels;
    }

    private static ReadOnlySpan<byte> RowOf(ReadOnlySpan<byte> rows, Layout layout, int stride, int y) =>
        rows.Slice((layout.FromTop ? y : layout.Height - 1 - y) * stride, stride);

    private static byte Scaled(uint value, uint mask)
    {
        if (mask == 0)
        {
            return 0;
        }

        var shift = BitOperations.TrailingZeroCount(mask);
        return (byte)((ulong)((value & mask) >> shift) * 255 / (mask >> shift));
    }

    private static Layout ReadLayout(ReadOnlySpan<byte> bytes)
    {
        var file = Damage.Part(bytes, Name, 0, FileHeaderBytes + 4);
        var pixelsAt = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        var headerBytes = BinaryPrimitives.ReadUInt32LittleEndian(file[FileHeaderBytes..]);
        if (headerBytes != CoreHeaderBytes && headerBytes is < InfoHeaderBytes or > 256)
        {
            throw Damage.Corrupt(Name, $"it announces a header of {headerBytes} bytes");
        }

        var header = Damage.Part(bytes, Name, FileHeaderBytes, headerBytes);
        var layout = headerBytes == CoreHeaderBytes ? ReadCore(header, pixelsAt) : ReadInfo(bytes, header, pixelsAt);
        return layout is { Width: > 0, Height: > 0 } ? layout : throw Damage.Corrupt(Name, $"its header says {layout.Width}×{layout.Height} pixels");
    }

    private static Layout ReadCore(ReadOnlySpan<byte> header, uint pixelsAt)
    {
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);
        return bits is 1 or 4 or 8 or 24
            ? new Layout(BinaryPrimitives.ReadUInt16LittleEndian(header[4..]), BinaryPrimitives.ReadUInt16LittleEndian(header[6..]), bits, pixelsAt)
            {
                PaletteAt = FileHeaderBytes + CoreHeaderBytes,
                Colours = bits <= 8 ? 1 << bits : 0,
                ColourBytes = 3,
            }
            : throw Damage.Corrupt(Name, $"it has {bits} bits a pixel");
    }

    private static Layout ReadInfo(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> header, uint pixelsAt)
    {
        var height = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(header[14..]);
        var compression = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        if (compression is not (PlainPixels or MaskedPixels))
        {
            throw Damage.Unsupported(Name, "is compressed");
        }

        if (bits is not (1 or 4 or 8 or 16 or 24 or 32) || (compression == MaskedPixels && bits is not (16 or 32)))
        {
            throw Damage.Corrupt(Name, $"it has {bits} bits a pixel");
        }

        var used = BinaryPrimitives.ReadUInt32LittleEndian(header[32..]);
        var (red, green, blue, alpha) = bits == 16 ? (0x7C00u, 0x3E0u, 0x1Fu, 0u) : (0xFF0000u, 0xFF00u, 0xFFu, 0u);
        if (compression == MaskedPixels)
        {
            // An old header is followed by three masks; newer ones hold four.
            var masks = Damage.Part(bytes, Name, FileHeaderBytes + InfoHeaderBytes, header.Length > InfoHeaderBytes + 12 ? 16 : 12);
            (red, green, blue) = (ReadMask(masks, 0), ReadMask(masks, 1), ReadMask(masks, 2));
            alpha = masks.Length == 16 ? ReadMask(masks, 3) : 0;
        }

        return new Layout(
            BinaryPrimitives.ReadInt32LittleEndian(header[4..]), height == int.MinValue ? 0 : Math.Abs(height), bits, pixelsAt)
        {
            FromTop = height < 0,
            PaletteAt = FileHeaderBytes + header.Length,
            Colours = bits > 8 ? 0 : used is > 0 and <= 256 ? Math.Min((int)used, 1 << bits) : 1 << bits,
            ColourBytes = 4,
            Red = red,
            Green = green,
            Blue = blue,
            Alpha = alpha,
        };
    }

    private static uint ReadMask(ReadOnlySpan<byte> masks, int index) => BinaryPrimitives.ReadUInt32LittleEndian(masks[(4 * index)..]);

    private readonly record struct Layout(int Width, int Height, int Bits, uint PixelsAt)
    {
        public bool FromTop { get; init; }

        public int PaletteAt { get; init; }

        public int Colours { get; init; }

        public int ColourBytes { get; init; }

        public uint Red { get; init; }

        public uint Green { get; init; }

        public uint Blue { get; init; }

        public uint Alpha { get; init; }
    }
}
