using System.Runtime.InteropServices;

namespace Dcai.Imaging.Tests;

public sealed class WhenAnImageIsResized
{
    private const float Tolerance = 1e-4f;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Fixture.Oracle.Resizes.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_resize_is_that_of_numpy(int index)
    {
        var (image, oracle) = Case(index);

        var planes = Resize.Reference(image, oracle.Width, oracle.Height);

        var expected = MemoryMarshal.Cast<byte, float>(oracle.Reference).ToArray();
        Assert.Equal(image.Channels * oracle.Height * oracle.Width, planes.Length);
        Assert.Equal(expected.Length, planes.Length);
        for (var i = 0; i < planes.Length; i++)
        {
            Assert.Equal(expected[i], planes[i], Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_antialiased_resize_is_that_of_Pillow(int index)
    {
        var (image, oracle) = Case(index);

        var resized = Resize.Antialiased(image, oracle.Width, oracle.Height);

        Assert.Equal((oracle.Width, oracle.Height, image.Format), (resized.Width, resized.Height, resized.Format));
        Assert.Equal(oracle.Antialiased, resized.Pixels);
    }

    [Fact]
    public void The_reference_resize_skips_what_lies_between_its_taps()
    {
        var pixels = new byte[64 * 64];
        pixels[3 * 64 + 3] = 255;
        var image = new Image(64, 64, PixelFormat.Gray8, pixels);

        Assert.All(Resize.Reference(image, 4, 4), value => Assert.Equal(0f, value));
        Assert.Contains(Resize.Antialiased(image, 4, 4).Pixels, value => value > 0);
    }

    [Fact]
    public void A_wrong_destination_is_named_with_both_lengths()
    {
        var image = new Image(2, 2, PixelFormat.Rgb24, new byte[12]);

        var failure = Assert.Throws<ArgumentException>(() => Resize.Reference(image, 4, 5, new float[7]));

        Assert.Contains("[3, 5, 4] needs 60 elements, not 7", failure.Message, StringComparison.Ordinal);
    }

    private static (Image Image, Fixture.OracleResize Oracle) Case(int index)
    {
        var oracle = Fixture.Oracle.Resizes[index];
        var format = oracle.File == "rgb.png" ? PixelFormat.Rgb24 : PixelFormat.Gray8;
        return (ImageDecoder.Decode(Fixture.Read(oracle.File), format), oracle);
    }
}
