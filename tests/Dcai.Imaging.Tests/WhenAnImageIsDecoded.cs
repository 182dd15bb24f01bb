namespace Dcai.Imaging.Tests;

public sealed class WhenAnImageIsDecoded
{
    public static TheoryData<string> Files => [.. Fixture.Oracle.Images.Select(image => image.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Its_pixels_are_those_of_Pillow(string file)
    {
        var expected = Fixture.Oracle.Images.Single(image => image.File == file);
        var bytes = Fixture.Read(file);

        AssertPixels(expected.Rgb, expected, ImageDecoder.Decode(bytes, PixelFormat.Rgb24));
        AssertPixels(expected.Gray, expected, ImageDecoder.Decode(bytes, PixelFormat.Gray8));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Its_header_names_format_and_size(string file)
    {
        var expected = Fixture.Oracle.Images.Single(image => image.File == file);

        var header = ImageHeader.Read(Fixture.Read(file));

        var format = Path.GetExtension(file) switch
        {
            ".png" => ImageFormat.Png,
            ".jpg" => ImageFormat.Jpeg,
            ".webp" => ImageFormat.WebP,
            ".bmp" => ImageFormat.Bmp,
            ".gif" => ImageFormat.Gif,
            _ => ImageFormat.Tiff,
        };

        // The last four of the eight orientations lie on their side.
        var lying = file.Contains("oriented-", StringComparison.Ordinal) && file[^5] >= '5';
        var (width, height) = lying ? (expected.Height, expected.Width) : (expected.Width, expected.Height);
        var coloured = format is ImageFormat.WebP or ImageFormat.Bmp or ImageFormat.Gif || !file.StartsWith("gray", StringComparison.Ordinal);
        Assert.Equal(new ImageHeader(format, width, height, coloured), header);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_name_and_the_first_bytes_tell_the_same_format(string file)
    {
        var format = ImageFormats.Of(Fixture.Read(file).AsSpan(0, ImageFormats.SignatureBytes));

        Assert.True(ImageFormats.IsImageName(file));
        Assert.Equal(ImageHeader.Read(Fixture.Read(file)).Format, format);
        Assert.StartsWith("image/", ImageFormats.MediaType(format!.Value), StringComparison.Ordinal);
    }

    [Fact]
    public void The_gray_of_a_colour_jpeg_is_that_of_its_colours_up_to_rounding()
    {
        var bytes = Fixture.Read("rgb-colour.jpg");

        var stored = ImageDecoder.Decode(bytes, PixelFormat.Gray8);
        var computed = ImageDecoder.Decode(bytes, PixelFormat.Rgb24).To(PixelFormat.Gray8);

        var differences = stored.Pixels.Zip(computed.Pixels, (a, b) => Math.Abs(a - b)).ToList();
        // Saturated colours are clipped on their way to RGB, so single pixels may differ by more.
        Assert.True(differences.Average() < 1, $"mean difference {differences.Average()}");
    }

    [Fact]
    public void Bytes_after_its_end_do_not_matter()
    {
        foreach (var file in new[] { "gray8.png", "gray.jpg" })
        {
            var bytes = Fixture.Read(file);

            var image = ImageDecoder.Decode([.. bytes, .. "appended"u8], PixelFormat.Gray8);

            Assert.Equal(ImageDecoder.Decode(bytes, PixelFormat.Gray8).Pixels, image.Pixels);
        }
    }

    [Fact]
    public void Many_threads_get_the_same_pixels()
    {
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var expected = Fixture.Oracle.Images[i % Fixture.Oracle.Images.Length];
            AssertPixels(expected.Gray, expected, ImageDecoder.Decode(Fixture.Read(expected.File), PixelFormat.Gray8));
        });
    }

    private static void AssertPixels(byte[] expected, Fixture.OracleImage oracle, Image actual)
    {
        Assert.Equal((oracle.Width, oracle.Height), (actual.Width, actual.Height));
        Assert.Equal(expected.Length, actual.Pixels.Length);
        var worst = expected.Zip(actual.Pixels, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= oracle.Tolerance, $"{oracle.File} as {actual.Format}: a pixel differs by {worst}");
    }
}
