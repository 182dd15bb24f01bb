namespace Dcai.Imaging.Tests;

public sealed class WhenAnImagesQualityIsMeasured
{
    private const int Side = 96;

    [Fact]
    public void A_blank_picture_has_no_range_no_detail_and_no_sharpness()
    {
        var quality = ImageQuality.Measure(Picture((_, _) => 200));

        Assert.Equal(new ImageQuality(Side, Side, 0, 0, 200, 200, 0), quality);
    }

    [Fact]
    public void Detail_is_the_share_of_pixels_that_are_not_like_the_median()
    {
        var quality = ImageQuality.Measure(Picture((x, y) => x < 24 && y < 12 ? 100 : 130));

        Assert.Equal(24 * 12 / (double)(Side * Side), quality.Detail, 12);
        Assert.Equal(30, quality.Range);
    }

    [Fact]
    public void Shadow_and_highlight_pass_over_single_pixels()
    {
        var quality = ImageQuality.Measure(Picture((x, y) => (x, y) == (5, 5) ? 0 : (x, y) == (9, 9) ? 255 : 90 + (x + y) % 20));

        Assert.InRange(quality.Shadow, 90, 91);
        Assert.InRange(quality.Highlight, 108, 109);
        Assert.Equal(255, quality.Range);
    }

    [Fact]
    public void A_drawing_is_sharp_whether_it_is_strong_or_faint_and_a_blurred_one_is_not()
    {
        var strong = ImageQuality.Measure(Picture((x, y) => Math.Abs(x - y) < 4 ? 0 : 255)).Sharpness;
        var faint = ImageQuality.Measure(Picture((x, y) => Math.Abs(x - y) < 4 ? 180 : 210)).Sharpness;
        var blurred = ImageQuality.Measure(Picture((x, y) => (int)(255 * (1 - Math.Exp(-(x - y) * (x - y) / 400.0))))).Sharpness;

        Assert.InRange(strong, 0.1, 10);
        Assert.Equal(strong, faint, 6);
        Assert.InRange(blurred, 0, 0.003);
    }

    [Fact]
    public void A_large_picture_is_looked_at_in_steps()
    {
        var large = ImageQuality.Measure(new Image(2048, 1024, PixelFormat.Gray8, [.. Enumerable.Range(0, 2048 * 1024).Select(i => (byte)((i / 8 + i / 2048 / 8) % 2 * 255))]));

        Assert.Equal((2048, 1024, 2.0), (large.Width, large.Height, large.Aspect));
        Assert.InRange(large.Sharpness, 0.1, 100);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 300)]
    [InlineData(300, 1)]
    public void A_picture_without_an_inside_has_no_sharpness(int width, int height)
    {
        var quality = ImageQuality.Measure(new Image(width, height, PixelFormat.Rgb24, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i * 7))]));

        Assert.Equal(0, quality.Sharpness);
        Assert.Equal((double)Math.Max(width, height) / Math.Min(width, height), quality.Aspect);
    }

    private static Image Picture(Func<int, int, int> shade) =>
        new(Side, Side, PixelFormat.Gray8, [.. Enumerable.Range(0, Side * Side).Select(i => (byte)shade(i % Side, i / Side))]);
}
