using System.Diagnostics;
using System.Security.Cryptography;
using Dcai.Bench.Figures;
using Dcai.Fingerprints;
using Dcai.Fingerprints.Near;
using Dcai.Imaging;
using Dcai.Learning;

namespace Dcai.Bench.Dedup;

/// <summary>How many near duplicates of photographs are found at a precision of 0.95: by the perceptual hash, by sketches, by the features of a network that
/// learned the pictures' classes. A limit is chosen on pairs that people judged in CIFAR-10 and tried on imagededup's altered pictures, and the other way round.</summary>
internal sealed class NearBenchmark(DirectoryInfo data, TextWriter output)
{
    private const double LeastPrecision = 0.95;
    private const double SmallestLikeness = 0.05;
    private const int Epochs = 30;

    public IEnumerable<Figure> Run()
    {
        var judged = JudgedPictures.Read(Path.Join(data.FullName, "cifar10-neardup"));
        output.WriteLine($"{judged.Pictures.Count} pictures, {judged.PairCount} pairs of the same");
        var hashes = judged.Pictures.Select(picture => PerceptualHash.Compute(picture.Image)).ToList();
        var byHash = Judged(AllPairs(judged.Pictures.Count, (a, b) => 1 - HammingDistance.Between(hashes[a], hashes[b]) / 64.0));

        var from = Process.GetCurrentProcess().TotalProcessorTime;
        var sketched = Judged(Sketched([.. judged.Pictures.Select(picture => picture.Image)]));
        var seconds = (Process.GetCurrentProcess().TotalProcessorTime - from).TotalSeconds;
        var limit = sketched.BestLimit(LeastPrecision);

        yield return new Figure("recall on cifar10-neardup at precision 0.95", RecallOf(sketched), "", "64-bit hash", RecallOf(byHash));
        yield return new Figure("likeness at which that is", limit, "");
        yield return new Figure("CPU, a picture among 1,100", seconds * 1000 / judged.Pictures.Count, "ms");

        // Among pictures that have nothing to do with it, as in a dataset.
        var altered = AlteredPictures(Path.Join(data.FullName, "imagededup-testdata", "data"));
        var mixed = new FoundPairs(
            Sketched([.. altered.Select(picture => picture.Image), .. judged.Pictures.Where(picture => picture.Group is null).Select(picture => picture.Image)]),
            (first, second) => Math.Max(first, second) < altered.Count && altered[first].Name == altered[second].Name,
            altered.GroupBy(picture => picture.Name).Sum(group => group.Count() * (group.Count() - 1) / 2));
        yield return new Figure("recall on imagededup-testdata at that likeness", mixed.At(limit).Recall, "");
        yield return new Figure("precision there", mixed.At(limit).Precision, "");

        var other = mixed.BestLimit(LeastPrecision);
        yield return new Figure("recall on imagededup-testdata at precision 0.95", RecallOf(mixed), "");
        yield return new Figure("likeness at which that is", other, "");
        yield return new Figure("recall on cifar10-neardup at that likeness", sketched.At(other).Recall, "");
        yield return new Figure("precision there", sketched.At(other).Precision, "");

        output.WriteLine($"a network learns the classes, {Epochs} epochs");
        yield return new Figure("recall on cifar10-neardup at precision 0.95", RecallOf(sketched), "", "a network's features", RecallOf(Judged(ByNetwork(judged))));

        FoundPairs Judged(IEnumerable<(int First, int Second, double Score)> scored) => new([.. scored], judged.AreSame, judged.PairCount);
    }

    private static double RecallOf(FoundPairs pairs) => pairs.At(pairs.BestLimit(LeastPrecision)).Recall;

    private static IEnumerable<(int First, int Second, double Score)> AllPairs(int count, Func<int, int, double> score)
    {
        for (var second = 0; second < count; second++)
        {
            for (var first = 0; first < second; first++)
            {
                yield return (first, second, score(first, second));
            }
        }
    }

    private static List<(int First, int Second, double Score)> Sketched(Image[] images)
    {
        var search = new NearPictureSearch([.. images.Select(PictureSketch.Of)]);
        int[] all = [.. Enumerable.Range(0, images.Length)];
        return [.. search.Find(all, Array.ConvertAll(all, _ => true), SmallestLikeness, CancellationToken.None).Select(near => (near.Picture, near.Asked, near.Likeness))];
    }

    /// <summary>Cosines of features, mirrored pictures included, above what is usual: the same rule as for sketches.</summary>
    private static IEnumerable<(int First, int Second, double Score)> ByNetwork(JudgedPictures judged)
    {
        var labels = judged.Pictures.Select(picture => picture.Label).Distinct().Order(StringComparer.Ordinal).ToList();
        LabelledImages Prepared(bool mirrored) => new(
            [.. judged.Pictures.Select(picture => picture.Name)],
            [.. judged.Pictures.SelectMany(picture => Planes(picture.Image, mirrored))],
            [.. judged.Pictures.Select(picture => labels.IndexOf(picture.Label))]);
        var images = Prepared(mirrored: false);
        using var training = ClassifierTraining.Start(
            new TrainingOptions { ClassCount = labels.Count, Network = NetworkKind.Compact, Epochs = Epochs, BatchSize = 32, LearningRate = 1e-3, Seed = 1 }, images, images);
        training.Run(TimeSpan.FromHours(1), TimeProvider.System, progress: null, CancellationToken.None);
        using var classifier = Classifier.Load(training.Complete().Weights);
        var (whole, other) = (Rows(classifier, images), Rows(classifier, Prepared(mirrored: true)));
        double Alike(int a, int b) => Math.Max(Cosine(whole[a], whole[b]), Math.Max(Cosine(other[a], whole[b]), Cosine(whole[a], other[b])));
        double[] usual =
        [
            .. Enumerable.Range(0, whole.Length).Select(a => Enumerable.Range(0, whole.Length).Where(b => b != a).Select(b => Alike(a, b)).OrderDescending().ElementAt(whole.Length / 100)),
        ];
        return AllPairs(whole.Length, (a, b) => (Alike(a, b) - ((usual[a] + usual[b]) / 2)) / (1 - ((usual[a] + usual[b]) / 2)));
    }

    private static float[][] Rows(Classifier classifier, LabelledImages images) => [.. classifier.Features(images).Chunk(classifier.FeatureCount)];

    private static double Cosine(float[] one, float[] other)
    {
        var (product, first, second) = (0.0, 0.0, 0.0);
        for (var d = 0; d < one.Length; d++)
        {
            (product, first, second) = (product + (one[d] * other[d]), first + (one[d] * one[d]), second + (other[d] * other[d]));
        }

        return product / Math.Sqrt(first * second);
    }

    private static float[] Planes(Image image, bool mirrored)
    {
        var planes = Resize.Reference(image, PictureSketch.Side, PictureSketch.Side);
        if (mirrored)
        {
            foreach (var row in Enumerable.Range(0, planes.Length / PictureSketch.Side))
            {
                Array.Reverse(planes, row * PictureSketch.Side, PictureSketch.Side);
            }
        }

        return planes;
    }

    /// <summary>Each picture once; what is one picture, altered, has one name. The picture with an alpha channel is a copy of the zebra.</summary>
    private static List<(string Name, Image Image)> AlteredPictures(string folder)
    {
        string[] files = [.. new[] { folder, Path.Join(folder, "base_images"), Path.Join(folder, "mixed_images") }.SelectMany(Directory.GetFiles).Order(StringComparer.Ordinal)];
        var seen = new HashSet<string>();
        var pictures = new List<(string Name, Image Image)>();
        foreach (var file in files.Where(file => !file.Contains("corrupt", StringComparison.Ordinal)))
        {
            var bytes = File.ReadAllBytes(file);
            if (seen.Add(Convert.ToHexString(SHA256.HashData(bytes))))
            {
                var name = Path.GetFileNameWithoutExtension(file).Split('_')[0];
                pictures.Add((name == "alpha" ? "ukbench00120" : name, ImageDecoder.Decode(bytes, PixelFormat.Rgb24)));
            }
        }

        return pictures;
    }
}
