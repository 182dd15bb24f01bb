namespace Dcai.Learning.Tests;

public sealed class WhenImagesAreDistorted
{
    [Fact]
    public void They_keep_their_shape_and_range()
    {
        var images = GeneratedImages.Of(50, 5, seed: 1);

        var pixels = AugmentationPolicy.Paper.Preview(images, seed: 1);

        Assert.Equal(images.Pixels.Length, pixels.Length);
        Assert.All(pixels, value => Assert.InRange(value, 0f, 255f));
        Assert.NotEqual(images.Pixels, pixels);
    }

    [Fact]
    public void Equal_seeds_give_equal_pixels()
    {
        var images = GeneratedImages.Of(5, 5, seed: 1);

        Assert.Equal(AugmentationPolicy.Paper.Preview(images, seed: 1), AugmentationPolicy.Paper.Preview(images, seed: 1));
        Assert.NotEqual(AugmentationPolicy.Paper.Preview(images, seed: 1), AugmentationPolicy.Paper.Preview(images, seed: 2));
    }

    [Fact]
    public void A_blank_page_gets_dark_strokes_on_at_most_a_part()
    {
        var pixels = AugmentationPolicy.Paper.Preview(GeneratedImages.Constant(200, 255), seed: 3);

        var darkShares = pixels.Chunk(3 * 32 * 32).Select(image => image.Count(value => value < 128) / (3.0 * 32 * 32)).ToArray();
        Assert.True(darkShares.Count(share => share > 0) > 100, "Most blank pages should get a stroke.");
        Assert.True(darkShares.Count(share => share == 0) > 5, "Some should get none.");
        Assert.All(darkShares, share => Assert.InRange(share, 0, 0.3));
    }

    [Fact]
    public void A_black_page_gets_white_spots_on_at_most_a_part()
    {
        var pixels = AugmentationPolicy.Paper.Preview(GeneratedImages.Constant(200, 0), seed: 3);

        var lightShares = pixels.Chunk(3 * 32 * 32).Select(image => image.Count(value => value > 128) / (3.0 * 32 * 32)).ToArray();
        Assert.InRange(lightShares.Count(share => share > 0), 100, 190);
        Assert.All(lightShares, share => Assert.InRange(share, 0, 0.3));
    }

    [Fact]
    public void What_comes_in_from_outside_is_the_image_reflected()
    {
        var pixels = AugmentationPolicy.Paper.Preview(GeneratedImages.Constant(100, 77), seed: 3);

        Assert.All(pixels.Chunk(3 * 32 * 32), image => Assert.True(image.Count(value => Math.Abs(value - 77) < 0.01) > image.Length / 2));
    }

    [Fact]
    public void The_content_is_turned_and_moved_as_far_as_the_paper_says()
    {
        const int count = 400;
        var pixels = new float[count * 3 * 32 * 32];
        Array.Fill(pixels, 255f);
        for (var n = 0; n < count; n++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                for (var y = 14; y < 18; y++)
                {
                    pixels.AsSpan((((n * 3) + channel) * 32 * 32) + (y * 32) + 14, 4).Clear();
                }
            }
        }

        var distorted = AugmentationPolicy.Paper.Preview(new LabelledImages([.. Enumerable.Range(0, count).Select(n => $"{n:D3}")], pixels, new int[count]), seed: 4);

        // The median ignores the few images where strokes pull the centre of the ink away.
        var shifts = distorted.Chunk(3 * 32 * 32).Select(image => CentreOfInk(image.AsSpan(0, 32 * 32)).X - 15.5).Order().ToArray();
        Assert.InRange(shifts[count / 2], -1.5, 1.5);
        Assert.InRange(shifts[count * 9 / 10], 3.0, 7.5);
        Assert.InRange(shifts[count / 10], -7.5, -3.0);
    }

    private static (double X, double Y) CentreOfInk(ReadOnlySpan<float> plane)
    {
        var (sum, x, y) = (1e-9, 0.0, 0.0);
        for (var i = 0; i < plane.Length; i++)
        {
            var ink = 255 - plane[i];
            (sum, x, y) = (sum + ink, x + (ink * (i % 32)), y + (ink * (i / 32)));
        }

        return (x / sum, y / sum);
    }
}
