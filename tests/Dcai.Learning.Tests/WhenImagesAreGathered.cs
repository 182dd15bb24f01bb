using Dcai.Imaging;

namespace Dcai.Learning.Tests;

public sealed class WhenImagesAreGathered
{
    [Fact]
    public void A_set_whose_parts_do_not_fit_is_refused()
    {
        Assert.Contains("2 labels", Assert.Throws<ArgumentException>(() => new LabelledImages(["a", "b"], new float[2 * 3072], [0])).Message, StringComparison.Ordinal);
        Assert.Contains("3072", Assert.Throws<ArgumentException>(() => new LabelledImages(["a"], new float[3071], [0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LabelledImages(["a"], new float[3072], [-2]));
    }

    [Fact]
    public void Sets_have_equal_digests_only_if_equal()
    {
        var images = new LabelledImages(["a", "b"], new float[2 * 3072], [0, 1]);

        Assert.Equal(images.Digest(), new LabelledImages(["a", "b"], new float[2 * 3072], [0, 1]).Digest());
        Assert.NotEqual(images.Digest(), new LabelledImages(["a", "b"], new float[2 * 3072], [1, 1]).Digest());
        Assert.NotEqual(images.Digest(), new LabelledImages(["a", "c"], new float[2 * 3072], [0, 1]).Digest());
        Assert.NotEqual(images.Digest(), new LabelledImages(["a", "b"], [.. new float[(2 * 3072) - 1], 1], [0, 1]).Digest());
    }

    [Fact]
    public void Preprocessing_gives_three_planes_of_the_reference_size()
    {
        var pixels = new byte[64 * 48];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i * 7);
        }

        var planes = Preprocessing.Reference(PngEncoder.Encode(new Image(64, 48, PixelFormat.Gray8, pixels)));

        Assert.Equal(3 * 32 * 32, planes.Length);
        Assert.All(planes, value => Assert.InRange(value, 0f, 255f));
        Assert.Equal(planes[..1024], planes[1024..2048]);
        Assert.Equal(planes[..1024], planes[2048..]);
    }

    [Fact]
    public void Preprocessing_refuses_what_is_no_image() =>
        Assert.Throws<ImageRejectedException>(() => Preprocessing.Reference("no image"u8));

    [Fact]
    public void The_cache_returns_what_was_added()
    {
        var cache = new PreprocessedImageCache(100_000);
        float[] gray = [1, 2, 1, 2, 1, 2];
        float[] colour = [1, 2, 3, 4, 5, 6];

        cache.Add("gray", gray);
        cache.Add("colour", colour);

        Assert.True(cache.TryGet("gray", out var grayAgain));
        Assert.True(cache.TryGet("colour", out var colourAgain));
        Assert.False(cache.TryGet("unknown", out _));
        Assert.Equal(gray, grayAgain);
        Assert.Equal(colour, colourAgain);
        Assert.Equal((2 + 6) * sizeof(float), cache.SizeBytes);
    }

    [Fact]
    public void The_cache_forgets_what_was_used_longest_ago()
    {
        var cache = new PreprocessedImageCache(3 * 6 * sizeof(float));
        foreach (var digest in (string[])["a", "b", "c"])
        {
            cache.Add(digest, [1, 2, 3, 4, 5, 6]);
        }

        Assert.True(cache.TryGet("a", out _));
        cache.Add("d", [1, 2, 3, 4, 5, 6]);

        Assert.False(cache.TryGet("b", out _));
        Assert.True(cache.TryGet("a", out _));
        Assert.True(cache.TryGet("c", out _));
        Assert.True(cache.TryGet("d", out _));
        Assert.Equal(3, cache.Count);
    }

    [Fact]
    public void The_cache_may_be_used_by_several_threads()
    {
        var cache = new PreprocessedImageCache(50 * 6 * sizeof(float));

        Parallel.For(0, 20_000, i =>
        {
            var key = i % 100;
            cache.Add($"{key}", [key, 2, 3, 4, 5, 6]);
            if (cache.TryGet($"{(i * 31) % 100}", out var pixels))
            {
                Assert.Equal((i * 31) % 100, pixels[0]);
            }
        });

        Assert.InRange(cache.Count, 1, 50);
        Assert.Equal(cache.Count * 6 * sizeof(float), cache.SizeBytes);
    }
}
