using System.IO.Compression;

namespace Dcai.Imaging;

/// <summary>TIFF 6.0, the first page: gray, palette and RGB of 1, 4, 8 and 16 bits, in strips or tiles, plain or by PackBits, LZW or Deflate.</summary>
/// <remarks>https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf; Deflate: Adobe Photoshop TIFF technical notes, 2002.</remarks>
internal static class TiffStream
{
    private const string Name = "TIFF";
    private const int MostBlocks = 1 << 20;
    private const int MostSamples = 8;

    /// <summary>Pixels that a tile may have beyond those of the picture: memory is taken for a whole one.</summary>
    private const int LargestTile = 1 << 20;

    private const int Plain = 1;
    private const int Lzw = 5;
    private const int Deflate = 8;
    private const int OldDeflate = 32946;
    private const int PackBits = 32773;
    private const int WhiteIsZero = 0;
    private const int BlackIsZero = 1;
    private const int Rgb = 2;
    private const int Palette = 3;

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var (width, height, photometric) = ReadSize(new TiffDirectory(bytes, Name));
        return new ImageHeader(ImageFormat.Tiff, width, height, Coloured: photometric is not (WhiteIsZero or BlackIsZero));
    }

    public static Image Decode(ReadOnlySpan<byte> bytes)
    {
        var directory = new TiffDirectory(bytes, Name);
        var layout = ReadLayout(directory);
        var colours = layout.Photometric == Palette ? directory.Values(320, 3 << 8) : [];
        if (layout.Photometric == Palette && colours.Length != 3 << layout.Bits)
        {
            throw Damage.Corrupt(Name, $"its palette has {colours.Length} values");
        }

        var samples = Unpack(bytes, directory, layout);
        var pixels = (long)layout.Width * layout.Height;
        var (format, channels) = layout.Photometric is WhiteIsZero or BlackIsZero ? (PixelFormat.Gray8, 1) : (PixelFormat.Rgb24, 3);
        var picture = GC.AllocateUninitializedArray<byte>((int)pixels * channels);
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var stored = samples.AsSpan(pixel * layout.Samples, layout.Samples);
            var painted = picture.AsSpan(pixel * channels, channels);
            for (var c = 0; c < channels; c++)
            {
                painted[c] = layout.Photometric switch
                {
                    // A palette has 16 bits a colour.
                    Palette => (byte)(colours[(c << layout.Bits) + stored[0]] >> 8),
                    WhiteIsZero => (byte)(255 - stored[0]),
                    _ => stored[c],
                };
            }

            if (layout.AlphaAt is { } at)
            {
                for (var c = 0; c < channels; c++)
                {
                    painted[c] = OverWhite(painted[c], stored[at], layout.Premultiplied);
                }
            }
        }

        return Orientation.Upright(new Image(layout.Width, layout.Height, format, picture), layout.Orientation);
    }

    private static byte OverWhite(int value, int alpha, bool premultiplied) =>
        (byte)Math.Min(255, (premultiplied ? value : (value * alpha + 127) / 255) + 255 - alpha);

    private static (int Width, int Height, int Photometric) ReadSize(TiffDirectory directory)
    {
        var (width, height) = (directory.Single(256, 0), directory.Single(257, 0));
        return width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue
            ? ((int)width, (int)height, (int)directory.Single(262, -1))
            : throw Damage.Corrupt(Name, $"its header says {width}×{height} pixels");
    }

    private static Layout ReadLayout(TiffDirectory directory)
    {
        var (width, height, photometric) = ReadSize(directory);
        if (photometric is < WhiteIsZero or > Palette)
        {
            throw Damage.Unsupported(Name, $"has colours of kind {photometric}");
        }

        var samples = (int)Math.Min(directory.Single(277, 1), MostSamples + 1);
        var depths = directory.Values(258, MostSamples);
        var bits = depths.Length == 0 ? 1 : (int)depths[0];
        if (bits is not (1 or 4 or 8 or 16) || Array.Exists(depths, depth => depth != bits) || (bits < 8 && samples > 1) || (bits == 16 && photometric == Palette))
        {
            throw Damage.Unsupported(Name, $"has samples of {string.Join(", ", depths)} bits");
        }

        var needed = photometric == Rgb ? 3 : 1;
        var compression = (int)directory.Single(259, Plain);
        if (compression is not (Plain or Lzw or Deflate or OldDeflate or PackBits))
        {
            throw Damage.Unsupported(Name, $"is compressed in way {compression}");
        }

        if (samples < needed || samples > MostSamples || (samples > 1 && directory.Single(284, 1) != 1) || directory.Single(266, 1) != 1 || directory.Single(339, 1) != 1)
        {
            throw Damage.Unsupported(Name, "lays out its samples in an unusual way");
        }

        var predictor = (int)directory.Single(317, 1);
        if (predictor is not (1 or 2) || (predictor == 2 && bits < 8))
        {
            throw Damage.Unsupported(Name, $"has predictor {predictor}");
        }

        // Of extra samples, 1 is an alpha channel that the colours are multiplied with, 2 one that they are not.
        var extra = directory.Single(338, 0);
        var tiled = directory.Single(322, 0) > 0;
        var (blockWidth, blockHeight) = tiled ? (directory.Single(322, 0), directory.Single(323, 0)) : (width, Math.Min(directory.Single(278, height), height));
        if (blockWidth < 1 || blockHeight < 1 || blockWidth * blockHeight > LargestTile + 4L * width * height)
        {
            throw Damage.Corrupt(Name, $"it comes in blocks of {blockWidth}×{blockHeight} pixels");
        }

        var orientation = (int)directory.Single(274, Dcai.Imaging.Orientation.AsStored);
        return new Layout(width, height, photometric, samples, bits, compression, (int)blockWidth, (int)blockHeight, tiled)
        {
            Predicted = predictor == 2,
            AlphaAt = samples > needed && extra is 1 or 2 ? needed : null,
            Premultiplied = extra == 1,
            Orientation = orientation,
        };
    }

    /// <returns>uint8 [H, W, samples]; palette indices as they are, everything else scaled to [0, 255].</returns>
    private static byte[] Unpack(ReadOnlySpan<byte> bytes, TiffDirectory directory, Layout layout)
    {
        var offsets = directory.Values(layout.Tiled ? 324 : 273, MostBlocks);
        var lengths = directory.Values(layout.Tiled ? 325 : 279, MostBlocks);
        var across = (layout.Width + (long)layout.BlockWidth - 1) / layout.BlockWidth;
        var down = (layout.Height + (long)layout.BlockHeight - 1) / layout.BlockHeight;
        if (offsets.Length != across * down || lengths.Length != offsets.Length)
        {
            throw Damage.Corrupt(Name, $"it has {offsets.Length} blocks where {across * down} are needed");
        }

        var total = (long)layout.Width * layout.Height * layout.Samples;
        var rowBytes = ((long)layout.BlockWidth * layout.Samples * layout.Bits + 7) / 8;
        if (total > Array.MaxLength || rowBytes * layout.BlockHeight > Array.MaxLength)
        {
            throw new ImageRejectedException(ImageRejectionReason.TooLarge, $"the image is too large: {layout.Width}×{layout.Height} pixels of {layout.Samples} samples");
        }

        // Every part is looked at before memory for pixels is taken.
        for (var block = 0; block < offsets.Length; block++)
        {
            Damage.Part(bytes, Name, offsets[block], lengths[block]);
        }

        var samples = GC.AllocateUninitializedArray<byte>((int)total);
        var unpacked = new byte[rowBytes * layout.BlockHeight];
        for (var block = 0; block < offsets.Length; block++)
        {
            var (left, top) = ((int)(block % across) * layout.BlockWidth, (int)(block / across) * layout.BlockHeight);
            var rows = Math.Min(layout.BlockHeight, layout.Height - top);

            // Tiles are stored whole; the last strip ends with the picture.
            var size = (int)rowBytes * (layout.Tiled ? layout.BlockHeight : rows);
            Expand(Damage.Part(bytes, Name, offsets[block], lengths[block]), unpacked.AsSpan(0, size), layout.Compression);
            for (var row = 0; row < rows; row++)
            {
                var stored = unpacked.AsSpan(row * (int)rowBytes, (int)rowBytes);
                if (layout.Predicted)
                {
                    Accumulate(stored, layout, directory.BigEndian);
                }

                var width = Math.Min(layout.BlockWidth, layout.Width - left) * layout.Samples;
                ToBytes(stored, samples.AsSpan(((top + row) * layout.Width + left) * layout.Samples, width), layout, directory.BigEndian);
            }
        }

        return samples;
    }

    private static void Expand(ReadOnlySpan<byte> packed, Span<byte> unpacked, int compression)
    {
        var length = compression switch
        {
            Plain => CopyPlain(packed, unpacked),
            Lzw => LzwDecoder.Decode(packed, unpacked, 8, highestBitFirst: true),
            PackBits => ExpandRuns(packed, unpacked),
            _ => Inflate(packed, unpacked),
        };
        if (length != unpacked.Length)
        {
            throw Damage.Corrupt(Name, $"a block unpacks to {Math.Max(0, length)} of {unpacked.Length} bytes");
        }
    }

    private static int CopyPlain(ReadOnlySpan<byte> packed, Span<byte> unpacked)
    {
        var length = Math.Min(packed.Length, unpacked.Length);
        packed[..length].CopyTo(unpacked);
        return length;
    }

    private static int ExpandRuns(ReadOnlySpan<byte> packed, Span<byte> unpacked)
    {
        var written = 0;
        while (packed.Length >= 2 && written < unpacked.Length)
        {
            var count = (sbyte)packed[0];
            packed = packed[1..];
            if (count >= 0)
            {
                var literal = Math.Min(count + 1, Math.Min(packed.Length, unpacked.Length - written));
                packed[..literal].CopyTo(unpacked[written..]);
                written += literal;
                packed = packed[literal..];
            }
            else if (count != sbyte.MinValue)
            {
                var run = Math.Min(1 - count, unpacked.Length - written);
                unpacked.Slice(written, run).Fill(packed[0]);
                written += run;
                packed = packed[1..];
            }
        }

        return written;
    }

    private static unsafe int Inflate(ReadOnlySpan<byte> packed, Span<byte> unpacked)
    {
        fixed (byte* start = packed)
        {
            using var stream = new ZLibStream(new UnmanagedMemoryStream(start, packed.Length), CompressionMode.Decompress);
            try
            {
                return stream.ReadAtLeast(unpacked, unpacked.Length, throwOnEndOfStream: false);
            }
            catch (InvalidDataException)
            {
                return -1;
            }
        }
    }

    /// <summary>Each sample is stored as the difference to the one a pixel before (TIFF 6.0, section 14).</summary>
    private static void Accumulate(Span<byte> row, Layout layout, bool bigEndian)
    {
        if (layout.Bits == 8)
        {
            for (var i = layout.Samples; i < row.Length; i++)
            {
                row[i] += row[i - layout.Samples];
            }

            return;
        }

        var (high, low) = bigEndian ? (0, 1) : (1, 0);
        for (var i = 2 * layout.Samples; i + 1 < row.Length; i += 2)
        {
            var before = i - 2 * layout.Samples;
            var sum = ((row[i + high] + row[before + high]) << 8) + row[i + low] + row[before + low];
            (row[i + high], row[i + low]) = ((byte)(sum >> 8), (byte)sum);
        }
    }

    private static void ToBytes(ReadOnlySpan<byte> stored, Span<byte> samples, Layout layout, bool bigEndian)
    {
        if (layout.Bits == 8)
        {
            stored[..samples.Length].CopyTo(samples);
            return;
        }

        if (layout.Bits == 16)
        {
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = stored[2 * i + (bigEndian ? 0 : 1)];
            }

            return;
        }

        var (perByte, largest) = (8 / layout.Bits, (1 << layout.Bits) - 1);
        var scale = layout.Photometric == Palette ? 1 : 255 / largest;
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (byte)(((stored[i / perByte] >> (8 - layout.Bits * (i % perByte + 1))) & largest) * scale);
        }
    }

    private readonly record struct Layout(
        int Width, int Height, int Photometric, int Samples, int Bits, int Compression, int BlockWidth, int BlockHeight, bool Tiled)
    {
        public bool Predicted { get; init; }

        public int? AlphaAt { get; init; }

        public bool Premultiplied { get; init; }

        public int Orientation { get; init; }
    }
}
