using System.Buffers.Binary;

namespace Dcai.Imaging.Tests;

public sealed class WhenBytesAreNoUsableImage
{
    private static readonly string[] Originals =
        ["gray8.png", "rgb-gamma.png", "palette4-transparent.png", "gray.jpg", "rgb-colour.jpg", "progressive-colour.jpg"];

    [Fact]
    public void Empty_bytes_are_called_empty() => AssertRejected([], ImageRejectionReason.Empty, "empty");

    [Theory]
    [InlineData("other.gif")]
    [InlineData("oracle.json")]
    public void Another_format_is_called_unknown(string file) =>
        AssertRejected(Fixture.Read(file), ImageRejectionReason.UnknownFormat, "neither PNG nor JPEG");

    [Fact]
    public void Cmyk_is_called_unsupported() => AssertRejected(Fixture.Read("cmyk.jpg"), ImageRejectionReason.Unsupported, "CMYK");

    [Theory]
    [InlineData("gray8.png")]
    [InlineData("gray8-interlaced.png")]
    [InlineData("rgb-gamma.png")]
    [InlineData("palette8.png")]
    [InlineData("gray.jpg")]
    [InlineData("rgb-colour.jpg")]
    [InlineData("progressive-colour.jpg")]
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
    public void Random_damage_is_decoded_or_rejected_and_nothing_else()
    {
        var random = new Random(20210901);
        var rejected = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = Fixture.Read(Originals[i % Originals.Length]);
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                var format = i % 2 == 0 ? PixelFormat.Gray8 : PixelFormat.Rgb24;
                var image = ImageDecoder.Decode(bytes, format, new ImageLimits { MaximumPixels = 1_000_000 });
                Assert.Equal(image.Width * image.Height * image.Channels, image.Pixels.Length);
            }
            catch (ImageRejectedException rejection)
            {
                Assert.DoesNotContain('\n', rejection.Message);
                rejected++;
            }
        }

        Assert.InRange(rejected, 500, 2_000);
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
