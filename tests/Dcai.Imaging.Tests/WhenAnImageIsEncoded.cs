namespace Dcai.Imaging.Tests;

public sealed class WhenAnImageIsEncoded
{
    [Theory]
    [InlineData(1, 1, PixelFormat.Gray8, false)]
    [InlineData(1, 1, PixelFormat.Rgb24, true)]
    [InlineData(257, 3, PixelFormat.Gray8, true)]
    [InlineData(3, 257, PixelFormat.Rgb24, false)]
    [InlineData(640, 480, PixelFormat.Rgb24, true)]
    [InlineData(640, 480, PixelFormat.Gray8, false)]
    public void Decoding_gives_every_pixel_back(int width, int height, PixelFormat format, bool fast)
    {
        // Noise does not compress, so this also fills the output bound.
        var image = Noise(width, height, format);

        var decoded = ImageDecoder.Decode(PngEncoder.Encode(image, fast), format);

        Assert.Equal((width, height, format), (decoded.Width, decoded.Height, decoded.Format));
        Assert.Equal(image.Pixels, decoded.Pixels);
    }

    [Fact]
    public void The_same_image_gives_the_same_bytes()
    {
        var image = Noise(40, 30, PixelFormat.Gray8);

        Assert.Equal(PngEncoder.Encode(image), PngEncoder.Encode(image));
    }

    [Fact]
    public void A_contact_sheet_shows_each_image_in_its_tile()
    {
        var black = new Image(4, 4, PixelFormat.Gray8, new byte[16]);
        var red = new Image(20, 10, PixelFormat.Rgb24, [.. Enumerable.Repeat(new byte[] { 255, 0, 0 }, 200).SelectMany(pixel => pixel)]);

        var sheet = ContactSheet.Compose([black, red, black], columns: 2, tileSize: 10, gap: 1);

        Assert.Equal((24, 24, PixelFormat.Rgb24), (sheet.Width, sheet.Height, sheet.Format));
        Assert.Equal([0, 0, 0], PixelAt(sheet, 5, 5));
        Assert.Equal([255, 0, 0], PixelAt(sheet, 17, 6));
        Assert.Equal([255, 255, 255], PixelAt(sheet, 17, 2));
        Assert.Equal([0, 0, 0], PixelAt(sheet, 5, 17));
        Assert.Equal([255, 255, 255], PixelAt(sheet, 17, 17));
    }

    [Fact]
    public void A_contact_sheet_of_nothing_is_refused() =>
        Assert.Throws<ArgumentException>(() => ContactSheet.Compose([], columns: 2, tileSize: 10));

    private static byte[] PixelAt(Image image, int x, int y) =>
        image.Pixels.AsSpan((y * image.Width + x) * image.Channels, image.Channels).ToArray();

    private static Image Noise(int width, int height, PixelFormat format)
    {
        var pixels = new byte[width * height * (format == PixelFormat.Gray8 ? 1 : 3)];
        new Random(7).NextBytes(pixels);
        return new Image(width, height, format, pixels);
    }
}
