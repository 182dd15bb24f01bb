using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Dcai.Learning.Tests;

public sealed class WhenAPolicyIsChosen
{
    private const int Plane = 32 * 32;

    public static TheoryData<string> Kinds => [.. AugmentationKind.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_keeps_shape_and_range_and_changes_something(string kind)
    {
        var images = GeneratedImages.Of(20, 5, seed: 1);

        var pixels = One(kind, probability: 1).Preview(images, seed: 3);

        Assert.Equal(images.Pixels.Length, pixels.Length);
        Assert.All(pixels, value => Assert.InRange(value, 0f, 255f));
        Assert.NotEqual(images.Pixels, pixels);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_that_never_applies_changes_nothing(string kind)
    {
        var images = GeneratedImages.Of(6, 5, seed: 1);

        var pixels = One(kind, probability: 0).Preview(images, seed: 3);

        Assert.All(images.Pixels.Zip(pixels), pair => Assert.Equal(pair.First, pair.Second, 0.02f));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void However_the_images_are_cut_into_batches_the_pixels_are_the_same(string kind)
    {
        var images = GeneratedImages.Of(12, 5, seed: 1);
        var policy = One(kind, probability: 0.6);
        using var scope = NewDisposeScope();
        var (whole, parts) = (new Xoshiro256(9), new Xoshiro256(9));

        var together = ImageTensor.Values(policy.Apply(ImageTensor.Of(images, 0, 12, CPU), whole));
        var apart = new[] { 0, 4, 8 }.SelectMany(start => ImageTensor.Values(policy.Apply(ImageTensor.Of(images, start, 4, CPU), parts))).ToArray();

        Assert.All(together.Zip(apart), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        Assert.Equal(whole.State, parts.State);
    }

    [Theory]
    [InlineData(2, 2, 1)]
    [InlineData(7, 19, 3)]
    [InlineData(48, 48, 2)]
    public void Any_size_and_number_of_images_will_do(int height, int width, int count)
    {
        var random = new Random(1);
        var pixels = Enumerable.Range(0, count * 3 * height * width).Select(_ => (float)random.Next(256)).ToArray();
        var images = new LabelledImages([.. Enumerable.Range(0, count).Select(n => $"{n}")], pixels, new int[count], height, width);

        var all = AugmentationPolicy.Of(AugmentationKind.All.Select(kind => new AugmentationStep { Kind = kind.Name })).Preview(images, seed: 1);

        Assert.All(all, value => Assert.InRange(value, 0f, 255f));
    }

    [Fact]
    public void Nothing_stays_alive()
    {
        var images = GeneratedImages.Of(8, 5, seed: 1);
        var policy = AugmentationPolicy.Of(AugmentationKind.All.Select(kind => new AugmentationStep { Kind = kind.Name }));
        policy.Preview(images, seed: 1);
        var before = LiveTensors.Count();

        policy.Preview(images, seed: 2);

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Two_flips_are_none()
    {
        var images = GeneratedImages.Of(4, 5, seed: 1);
        var policy = AugmentationPolicy.Of(
        [
            new AugmentationStep { Kind = "flip-horizontal", Probability = 1 },
            new AugmentationStep { Kind = "flip-vertical", Probability = 1 },
            new AugmentationStep { Kind = "flip-horizontal", Probability = 1 },
            new AugmentationStep { Kind = "flip-vertical", Probability = 1 },
        ]);

        Assert.All(images.Pixels.Zip(policy.Preview(images, seed: 1)), pair => Assert.Equal(pair.First, pair.Second, 0.02f));
    }

    [Fact]
    public void A_horizontal_flip_mirrors_each_row()
    {
        var images = GeneratedImages.Of(1, 5, seed: 1);

        var pixels = One("flip-horizontal", probability: 1).Preview(images, seed: 1);

        for (var i = 0; i < pixels.Length; i++)
        {
            Assert.Equal(images.Pixels[(i / 32 * 32) + 31 - (i % 32)], pixels[i], 0.02f);
        }
    }

    [Fact]
    public void Noise_has_at_most_its_deviation_and_no_bias()
    {
        var noise = One("noise", probability: 1, amount: 20).Preview(GeneratedImages.Constant(200, 127), seed: 1).Select(value => value - 127.0).ToArray();

        var deviations = noise.Chunk(3 * Plane).Select(image => Math.Sqrt(image.Average(value => value * value))).ToArray();
        Assert.InRange(noise.Average(), -0.1, 0.1);
        Assert.InRange(deviations.Max(), 17, 21);
        Assert.InRange(deviations.Average(), 8.5, 11.5);
    }

    [Fact]
    public void Cut_out_erases_its_share()
    {
        var images = GeneratedImages.Of(50, 5, seed: 1);

        var pixels = One("cut-out", probability: 1, amount: 0.25).Preview(images, seed: 1);

        var shares = images.Pixels.Zip(pixels, (before, after) => Math.Abs(before - after) > 1e-3).Chunk(3 * Plane).Select(image => image.Count(changed => changed) / (3.0 * Plane));
        Assert.All(shares, share => Assert.InRange(share, 0.15, 0.27));
    }

    [Fact]
    public void Blur_keeps_the_mean_and_lessens_the_differences()
    {
        var images = GeneratedImages.Of(10, 5, seed: 1);

        var pixels = One("blur", probability: 1, amount: 2).Preview(images, seed: 1);

        Assert.InRange(pixels.Average() - images.Pixels.Average(), -6, 6);
        Assert.True(Roughness(pixels) < 0.9 * Roughness(images.Pixels));
    }

    [Fact]
    public void Colour_jitter_changes_the_hue_of_colours_only()
    {
        var gray = One("colour-jitter", probability: 1, amount: 0.3).Preview(GeneratedImages.Constant(20, 100), seed: 1);

        Assert.All(gray.Chunk(3 * Plane), image => Assert.Equal(image[0], image[2 * Plane], 0.05f));
        Assert.True(gray.Chunk(3 * Plane).Select(image => MathF.Round(image[0])).Distinct().Count() > 10, "Each image should have a brightness of its own.");
    }

    [Fact]
    public void A_crop_shows_a_part_larger()
    {
        var pixels = new float[3 * Plane];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i % 32 * 8;
        }

        var cropped = One("crop", probability: 1, amount: 0.25).Preview(new LabelledImages(["x"], pixels, [0]), seed: 5);

        var step = (cropped[20] - cropped[10]) / 10;
        Assert.InRange(step, 3.9f, 7.9f);
    }

    [Fact]
    public void A_policy_file_is_read()
    {
        var policy = AugmentationPolicy.Parse("""{"version": 1, "steps": [{"kind": "rotation", "amount": 0.1}, {"kind": "noise", "probability": 0.5}]}"""u8);

        Assert.Equal(
            AugmentationPolicy.Of([new AugmentationStep { Kind = "rotation", Amount = 0.1 }, new AugmentationStep { Kind = "noise", Probability = 0.5 }]), policy);
        Assert.NotEqual(AugmentationPolicy.Paper, policy);
    }

    [Theory]
    [InlineData("""{"version": 1, "steps": [{"kind": "rotatoin"}]}""", "Step 1, 'rotatoin',", "dashed-lines")]
    [InlineData("""{"version": 1, "steps": [{"kind": "rotation"}, {"kind": "rotation", "amount": 2}]}""", "Step 2, 'rotation',", "0 … 0.5")]
    [InlineData("""{"version": 1, "steps": [{"kind": "noise", "probability": 1.5}]}""", "Step 1, 'noise',", "0 … 1")]
    [InlineData("""{"version": 2, "steps": []}""", "version 2", "expected version 1")]
    [InlineData("""{"version": 1}""", "no steps", "list of steps")]
    [InlineData("""{"version": 1, "stages": []}""", "malformed", "stages")]
    [InlineData("[", "malformed", "line 1")]
    [InlineData("", "malformed", "line 1")]
    public void A_wrong_policy_file_is_refused_in_one_line(string json, string what, string where)
    {
        var message = Assert.Throws<InvalidDataException>(() => AugmentationPolicy.Parse(Encoding.UTF8.GetBytes(json))).Message;

        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.True(message.Contains(where, StringComparison.Ordinal), message);
        Assert.DoesNotContain('\n', message);
    }

    private static AugmentationPolicy One(string kind, double? probability = null, double? amount = null) =>
        AugmentationPolicy.Of([new AugmentationStep { Kind = kind, Probability = probability, Amount = amount }]);

    private static double Roughness(float[] pixels)
    {
        var sum = 0.0;
        for (var i = 1; i < pixels.Length; i++)
        {
            sum += i % 32 == 0 ? 0 : Math.Abs(pixels[i] - pixels[i - 1]);
        }

        return sum;
    }
}
