using Dcai.Imaging;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>Measures painted images with the frozen classifier, from the same noise every time.</summary>
internal sealed class GanJudge
{
    private const int SheetColumns = 10;
    private const int BatchSize = 256;

    private readonly GanOptions _options;
    private readonly FoldedNetwork _classifier;
    private readonly Tensor _means;
    private readonly int[] _painted;
    private readonly FrechetDistance _distance;
    private readonly double _realVariance;

    /// <param name="options">How many images are painted for a check, and when it fails.</param>
    /// <param name="images">The real ones. Borrowed for the call.</param>
    /// <param name="labels">int32 [N] of the real ones. Borrowed for the call.</param>
    /// <param name="classifier">Borrowed while this is used.</param>
    /// <param name="means">Of <see cref="ImageTensor.Means"/>. Borrowed while this is used.</param>
    public GanJudge(GanOptions options, PreparedImages images, int[] labels, FoldedNetwork classifier, Tensor means)
    {
        (_options, _classifier, _means) = (options, classifier, means);
        Classes = [.. labels.Distinct().Order()];
        _painted = [.. Enumerable.Range(0, options.CheckImages).Select(index => Classes[index % Classes.Length])];
        var features = images.Features(classifier);
        _distance = new FrechetDistance(features, classifier.FeatureCount);
        _realVariance = VarianceWithin(features, labels);
    }

    /// <summary>Those that real images have, in rising order.</summary>
    public int[] Classes { get; }

    /// <summary>Looks at a generator.</summary>
    /// <param name="generator">In evaluation. Borrowed.</param>
    /// <param name="check">What is known already; what is measured replaces the rest.</param>
    public (GanCheck Check, Image Sheet) Look(GanGenerator generator, GanCheck check)
    {
        using var withoutGradient = inference_mode();
        var random = new Xoshiro256(_options.Seed, stream: 14);
        var features = new float[_painted.Length * _classifier.FeatureCount];
        var logits = new float[_painted.Length * _options.ClassCount];
        var shown = new List<Image>();
        for (var start = 0; start < _painted.Length; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var labels = _painted.AsSpan(start, Math.Min(BatchSize, _painted.Length - start));
            var images = generator.forward(
                GeneratorInput.Draw(labels, _options.ClassCount, _options.NoiseSize, truncation: null, GeneratorInput.ClassWeight, random, _means.device)); // [n, 1, H, W]
            var seen = _classifier.Features(GanImages.ForClassifier(images, _means)); // [n, D]
            ImageTensor.Values(seen).CopyTo(features, start * _classifier.FeatureCount);
            ImageTensor.Values(_classifier.Scores(seen)).CopyTo(logits, start * _options.ClassCount);
            shown.AddRange(GanImages.ToGray(images.narrow(0, 0, Math.Min(labels.Length, Math.Max(0, (SheetColumns * Classes.Length) - shown.Count)))));
        }

        var measured = check with
        {
            FrechetDistance = _distance.To(features),
            Agreement = ClassificationMetrics.Accuracy(logits, _painted, _options.ClassCount),
            Diversity = VarianceWithin(features, _painted) / _realVariance,
        };
        return (measured with { Failure = FailureOf(measured) }, Sheet(shown));
    }

    private GanFailure? FailureOf(GanCheck check) =>
        !double.IsFinite(check.FrechetDistance) ? GanFailure.Diverged
        : check.Iteration >= _options.WarmUpIterations && !(check.Diversity >= _options.SmallestDiversity) ? GanFailure.Collapsed
        : null;

    /// <summary>The painted images come class by class in turn; on the sheet each class is a row.</summary>
    private Image Sheet(List<Image> images)
    {
        var columns = Math.Max(1, images.Count / Classes.Length);
        return ContactSheet.Compose(
            [.. Enumerable.Range(0, Math.Min(images.Count, columns * Classes.Length)).Select(place => images[((place % columns) * Classes.Length) + (place / columns)])],
            columns, images[0].Width);
    }

    /// <summary>Σ over the features of their variance within the classes.</summary>
    private double VarianceWithin(float[] features, int[] labels)
    {
        var D = _classifier.FeatureCount;
        var (sums, counts) = (new double[_options.ClassCount, D], new int[_options.ClassCount]);
        for (var n = 0; n < labels.Length; n++)
        {
            counts[labels[n]]++;
            for (var d = 0; d < D; d++)
            {
                sums[labels[n], d] += features[(n * D) + d];
            }
        }

        var squares = 0.0;
        for (var n = 0; n < labels.Length; n++)
        {
            for (var d = 0; d < D; d++)
            {
                var deviation = features[(n * D) + d] - (sums[labels[n], d] / counts[labels[n]]);
                squares += deviation * deviation;
            }
        }

        return squares / labels.Length;
    }
}
