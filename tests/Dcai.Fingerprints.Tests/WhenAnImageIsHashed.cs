using System.Globalization;
using System.Text.Json;
using Dcai.Imaging;

namespace Dcai.Fingerprints.Tests;

public sealed class WhenAnImageIsHashed
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    [Fact]
    public void Its_bits_are_those_of_numpy()
    {
        using var oracle = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Fixtures, "oracle.json")));
        var hashes = oracle.RootElement.GetProperty("hashes").EnumerateArray().ToList();
        Assert.NotEmpty(hashes);

        foreach (var entry in hashes)
        {
            var expected = ulong.Parse(entry.GetProperty("hash").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Assert.Equal(expected, PerceptualHash.Compute(Read(entry.GetProperty("file").GetString()!)));
        }
    }

    [Fact]
    public void Colour_is_hashed_by_its_gray()
    {
        var rgb = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(Fixtures, "rgb.png")), PixelFormat.Rgb24);

        Assert.Equal(PerceptualHash.Compute(rgb.To(PixelFormat.Gray8)), PerceptualHash.Compute(rgb));
    }

    [Fact]
    public void A_shift_or_another_brightness_changes_few_bits_and_another_picture_many()
    {
        var numeral = Draw(Numeral, 0, 255);
        var shifted = Draw((x, y) => Numeral(x + 2, y + 1), 0, 255);
        var pale = Draw(Numeral, 60, 240);
        var mirrored = Draw((x, y) => Numeral(199 - x, y), 0, 255);

        Assert.InRange(HammingDistance.Between(PerceptualHash.Compute(numeral), PerceptualHash.Compute(shifted)), 0, 8);
        Assert.InRange(HammingDistance.Between(PerceptualHash.Compute(numeral), PerceptualHash.Compute(pale)), 0, 4);
        Assert.InRange(HammingDistance.Between(PerceptualHash.Compute(numeral), PerceptualHash.Compute(mirrored)), 16, 64);
    }

    [Fact]
    public void Blank_pages_of_every_shade_and_size_are_alike()
    {
        Assert.Equal(1UL << 63, PerceptualHash.Compute(Draw((_, _) => false, 0, 255)));
        Assert.Equal(1UL << 63, PerceptualHash.Compute(new Image(31, 77, PixelFormat.Gray8, [.. Enumerable.Repeat((byte)201, 31 * 77)])));
    }

    [Theory]
    [InlineData(0UL, 0UL, 0)]
    [InlineData(0UL, ulong.MaxValue, 64)]
    [InlineData(0b1011UL, 0b0001UL, 2)]
    public void The_distance_counts_the_bits_that_differ(ulong first, ulong second, int expected) =>
        Assert.Equal(expected, HammingDistance.Between(first, second));

    /// <summary>A leaning IV: no symmetry, as a symmetric picture has none of half the frequencies and their bits follow noise.</summary>
    private static bool Numeral(int x, int y) =>
        y is > 40 and < 160 && (Math.Abs(x - 50 - y / 10) < 8 || Math.Abs(x - 60 - y / 2) < 8 || Math.Abs(x - 190 + y / 4) < 8);

    private static Image Read(string file) => ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(Fixtures, file)), PixelFormat.Gray8);

    private static Image Draw(Func<int, int, bool> inked, byte ink, byte paper)
    {
        var pixels = new byte[200 * 200];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = inked(i % 200, i / 200) ? ink : paper;
        }

        return new Image(200, 200, PixelFormat.Gray8, pixels);
    }
}
