using System.Buffers.Binary;

namespace Dcai.Imaging.Tests;

public sealed class WhenBytesAreNoUsableImage
{
    private const int MostPixels = 100_000;

    /// <summary>Of all that is allocated on the way for one of so many pixels: samples, a tile, the picture in two formats.</summary>
    private const long MostBytes = 32 << 20;

    private static readonly string[] Originals =
    [
        "gray8.png", "rgb-gamma.png", "palette4-transparent.png", "gray.jpg", "rgb-colour.jpg", "progressive-colour.jpg", "cmyk.jpg", "gray-oriented-6.jpg",
        "rgb-lossy.webp", "rgba.webp", "black-white.bmp", "rgba.bmp", "interlaced.gif", "transparent.gif",
        "gray-tiff_lzw.tif", "rgb-tiff_adobe_deflate.tif", "rgb-packbits.tif", "rgb-predicted.tif", "palette.tif", "rgba.tif",
    ];

    [Fact]
    public void Empty_bytes_are_called_empty() => AssertRejected([], ImageRejectionReason.Empty, "empty");

    [Fact]
    public void Another_format_is_called_unknown() =>
        AssertRejected(Fixture.Read("oracle.json"), ImageRejectionReason.UnknownFormat, "none of PNG, JPEG, WebP, BMP, GIF and TIFF");

    [Fact]
    public void An_animated_webp_is_called_unsupported() => AssertRejected(Fixture.Read("animated.webp"), ImageRejectionReason.Unsupported, "animation");

    [Theory]
    [InlineData("gray8.png")]
    [InlineData("gray8-interlaced.png")]
    [InlineData("rgb-gamma.png")]
    [InlineData("palette8.png")]
    [InlineData("gray.jpg")]
    [InlineData("rgb-colour.jpg")]
    [InlineData("progressive-colour.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("rgb-lossy.webp")]
    [InlineData("rgba.webp")]
    public void A_cut_at_any_byte_is_rejected(string file)
    {
        var whole = Fixture.Read(file);
        for (var length = 1; length < whole.Length; length++)
        {
            var cut = whole[..length];
            var rejection = Assert.Throws<ImageRejectedException>(() => ImageDecoder.Decode(cut, PixelFormat.Gray8));
            Assert.True(rejection.Reason == ImageRejectionReason.Truncated, $"{length} of {whole.Length} bytes: {rejection.Message}");
        }
    }

    /// <summary>What their headers do not need may stand behind the pixels.</summary>
    [Theory]
    [InlineData("rgb.bmp")]
    [InlineData("interlaced.gif")]
    [InlineData("rgb-predicted.tif")]
    [InlineData("palette.tif")]
    public void A_cut_within_the_pixels_is_rejected(string file)
    {
        var whole = Fixture.Read(file);
        for (var length = 1; length < whole.Length - 8; length++)
        {
            var cut = whole[..length];
            var rejection = Record.Exception(() => ImageDecoder.Decode(cut, PixelFormat.Gray8));
            Assert.True(rejection is ImageRejectedException { Reason: ImageRejectionReason.Truncated or ImageRejectionReason.Corrupt }, $"{length} of {whole.Length} bytes: {rejection}");
        }
    }

    [Theory]
    [InlineData("rgb.bmp", 18, 22)]
    [InlineData("palette.gif", 6, 8)]
    public void A_bomb_of_another_format_is_refused_by_its_header_as_well(string file, int widthOffset, int heightOffset)
    {
        var bomb = Fixture.Read(file);
        BinaryPrimitives.WriteUInt16LittleEndian(bomb.AsSpan(widthOffset), 50_000);
        BinaryPrimitives.WriteUInt16LittleEndian(bomb.AsSpan(heightOffset), 50_000);
        AssertRejectedCheaply(bomb, ImageRejectionReason.TooLarge, "50000×50000", new ImageLimits());
    }

    [Fact]
    public void A_tiff_whose_blocks_lie_outside_is_refused_without_allocating()
    {
        var bomb = Fixture.Read("gray-raw.tif");
        var directory = BinaryPrimitives.ReadInt32LittleEndian(bomb.AsSpan(4));
        for (var entry = directory + 2; entry < bomb.Length - 12; entry += 12)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(bomb.AsSpan(entry)) is 256 or 257)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bomb.AsSpan(entry + 8), 9_000);
            }
        }

        AssertRejectedCheaply(bomb, ImageRejectionReason.Corrupt, "blocks", new ImageLimits());
    }

    [Theory]
    [InlineData("gray8.png", 16)]
    [InlineData("rgb-gamma.png", 16)]
    public void A_bomb_is_refused_by_its_header_without_allocating(string file, int widthOffset)
    {
        var bomb = Fixture.Read(file);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(widthOffset), 50_000);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(widthOffset + 4), 50_000);
        AssertRejectedCheaply(bomb, ImageRejectionReason.TooLarge, "50000×50000", new ImageLimits());
    }

    [Fact]
    public void A_jpeg_bomb_is_refused_by_its_header_without_allocating()
    {
        var bomb = Fixture.Read("gray.jpg");
        var frame = bomb.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(bomb.AsSpan(frame + 5), 50_000);
        BinaryPrimitives.WriteUInt16BigEndian(bomb.AsSpan(frame + 7), 50_000);
        AssertRejectedCheaply(bomb, ImageRejectionReason.TooLarge, "50000×50000", new ImageLimits());
    }

    [Fact]
    public void A_header_that_promises_more_than_the_file_can_hold_is_refused_without_allocating()
    {
        var bomb = Fixture.Read("gray8.png");
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(16), 10_000);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(20), 9_999);
        AssertRejectedCheaply(bomb, ImageRejectionReason.Corrupt, "cannot hold", new ImageLimits());
    }

    [Fact]
    public void The_limit_can_be_chosen()
    {
        var bytes = Fixture.Read("gray8.png");
        var pixels = 23 * 17;

        Assert.Equal(pixels, ImageDecoder.Decode(bytes, PixelFormat.Gray8, new ImageLimits { MaximumPixels = pixels }).Pixels.Length);
        AssertRejectedCheaply(bytes, ImageRejectionReason.TooLarge, "23×17", new ImageLimits { MaximumPixels = pixels - 1 });
    }

    [Fact]
    public void A_changed_pixel_byte_of_a_png_is_called_corrupt()
    {
        var bytes = Fixture.Read("gray8.png");
        bytes[60] ^= 0x40;
        AssertRejected(bytes, ImageRejectionReason.Corrupt, "corrupt");
    }

    [Fact]
    public void Ten_thousand_damaged_files_are_decoded_or_rejected_and_nothing_else()
    {
        var random = new Random(20210901);
        var rejected = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var bytes = Damaged(random, Fixture.Read(Originals[i % Originals.Length]));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var format = i / Originals.Length % 2 == 0 ? PixelFormat.Gray8 : PixelFormat.Rgb24;
                var image = ImageDecoder.Decode(bytes, format, new ImageLimits { MaximumPixels = MostPixels });
                Assert.Equal(image.Width * image.Height * image.Channels, image.Pixels.Length);
            }
            catch (ImageRejectedException rejection)
            {
                Assert.DoesNotContain('\n', rejection.Message);
                rejected++;
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytes, $"{Originals[i % Originals.Length]} number {i} took {allocated} bytes.");
        }

        Assert.InRange(rejected, 2_500, 9_500);
    }

    /// <summary>Some bytes anywhere, the header more often than its length deserves; sometimes the end is gone.</summary>
    private static byte[] Damaged(Random random, byte[] bytes)
    {
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            bytes[random.Next(random.Next(2) == 0 ? bytes.Length : Math.Min(64, bytes.Length))] = (byte)random.Next(256);
        }

        return random.Next(8) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
    }

    private static void AssertRejected(byte[] bytes, ImageRejectionReason reason, string cause)
    {
        var rejection = Assert.Throws<ImageRejectedException>(() => ImageDecoder.Decode(bytes, PixelFormat.Gray8));

        Assert.Equal(reason, rejection.Reason);
        Assert.Contains(cause, rejection.Message, StringComparison.Ordinal);
    }

    private static void AssertRejectedCheaply(byte[] bytes, ImageRejectionReason reason, string cause, ImageLimits limits)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rejection = Assert.Throws<ImageRejectedException>(() => { ImageDecoder.Decode(bytes, PixelFormat.Gray8, limits); });
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(reason, rejection.Reason);
        Assert.Contains(cause, rejection.Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, 1_000_000);
    }
}
