namespace Dcai.Learning.Tests;

/// <summary>Noise with a dark bar whose place tells the class.</summary>
internal static class GeneratedImages
{
    public static LabelledImages Of(int count, int classes, int seed, int height = 32, int width = 32)
    {
        var random = new Random(seed);
        var pixels = new float[count * 3 * height * width];
        var labels = new int[count];
        for (var n = 0; n < count; n++)
        {
            labels[n] = n % classes;
            for (var i = 0; i < 3 * height * width; i++)
            {
                var column = i % width;
                var isBar = column * classes / width == labels[n];
                pixels[(n * 3 * height * width) + i] = (isBar ? 20 : 180) + (random.NextSingle() * 50);
            }
        }

        return new LabelledImages([.. Enumerable.Range(0, count).Select(n => $"sample-{n:D4}")], pixels, labels, height, width);
    }

    public static LabelledImages None { get; } = new([], [], []);

    public static LabelledImages Constant(int count, float value) => new(
        [.. Enumerable.Range(0, count).Select(n => $"sample-{n:D4}")],
        [.. Enumerable.Repeat(value, count * 3 * 32 * 32)],
        new int[count]);
}
