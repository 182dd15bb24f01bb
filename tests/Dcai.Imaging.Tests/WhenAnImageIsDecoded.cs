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

        var format = file.EndsWith(".png", StringComparison.Ordinal) ? ImageFormat.Png : ImageFormat.Jpeg;
        Assert.Equal(new ImageHeader(format, expected.Width, expected.Height), header);
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
