namespace Dcai.Imaging.Tests;

public sealed class WhenPixelsAreWrapped
{
    [Fact]
    public void A_wrong_length_is_named_with_both_lengths()
    {
        var failure = Assert.Throws<ArgumentException>(() => new Image(3, 2, PixelFormat.Rgb24, new byte[17]));

        Assert.Contains("3×2×3 pixels need 18 bytes, not 17", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gray_becomes_three_equal_colours_and_back()
    {
        var gray = new Image(3, 1, PixelFormat.Gray8, [0, 100, 255]);

        var rgb = gray.To(PixelFormat.Rgb24);

        Assert.Equal([0, 0, 0, 100, 100, 100, 255, 255, 255], rgb.Pixels);
        Assert.Equal(gray.Pixels, rgb.To(PixelFormat.Gray8).Pixels);
        Assert.Same(gray, gray.To(PixelFormat.Gray8));
    }
}
