using System.Globalization;
using Dcai.Curation;
using Dcai.Learning;

namespace Dcai.Evaluator;

/// <summary>Adds the noise that robustness is measured with: Gaussian, independent in every value, cut off at black and white.</summary>
/// <remarks>After Hendrycks and Dietterich 2019, https://arxiv.org/abs/1903.12261, section 3, whose "Gaussian noise" this is, at levels of the owner's.</remarks>
internal static class PixelNoise
{
    private const float White = 255;

    /// <summary>The images with noise. Equal seeds and levels give the same noise, whatever model is tested.</summary>
    /// <param name="images">Preprocessed, range [0, 255]. Borrowed.</param>
    /// <param name="standardDeviation">Gray levels of 255, at least 0.</param>
    /// <param name="seed">The dataset's seed.</param>
    public static LabelledImages Add(LabelledImages images, double standardDeviation, ulong seed)
    {
        var random = SeededRandom.For(seed, string.Create(CultureInfo.InvariantCulture, $"noise {standardDeviation:R}"));
        var pixels = new float[images.Pixels.Length];
        for (var i = 0; i < pixels.Length; i += 2)
        {
            var (first, second) = NormalPair(random);
            pixels[i] = Clip(images.Pixels[i] + (standardDeviation * first));
            if (i + 1 < pixels.Length)
            {
                pixels[i + 1] = Clip(images.Pixels[i + 1] + (standardDeviation * second));
            }
        }

        return new LabelledImages(images.SampleIds, pixels, images.Labels, images.Height, images.Width);
    }

    private static float Clip(double value) => (float)Math.Clamp(value, 0, White);

    /// <summary>Two independent draws of the standard normal distribution (Box and Muller 1958).</summary>
    private static (double First, double Second) NormalPair(SeededRandom random)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform(random)));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * Uniform(random));
        return (radius * cosine, radius * sine);
    }

    /// <summary>Range [0, 1), 53 bits.</summary>
    private static double Uniform(SeededRandom random) => (random.NextUInt64() >> 11) * (1.0 / (1UL << 53));
}
