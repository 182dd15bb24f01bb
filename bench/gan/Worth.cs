using System.Diagnostics;
using System.Globalization;
using CsvHelper;
using Dcai.Bench.Figures;
using Dcai.Curation;
using Dcai.Curation.Quality;
using Dcai.Imaging;
using Dcai.Learning;

namespace Dcai.Bench.Gan;

/// <summary>
/// How often the classifier errs on what is painted, and how much of that another model, which learned from certified images only and from more of
/// them, takes for the intended class: with γ, and against γ = 0.
/// </summary>
/// <param name="iterations">Steps of each generator.</param>
/// <param name="epochs">Of the classifier and of the judge.</param>
/// <param name="width">Channels of the generator's last layers.</param>
/// <param name="learningRate">Of the generators.</param>
/// <param name="gammas">γ of each generator.</param>
/// <param name="sheets">Where sheets go; null for nowhere.</param>
/// <param name="output">Where it says what it does.</param>
internal sealed class Worth(int iterations, int epochs, int width, double learningRate, double[] gammas, DirectoryInfo? sheets, TextWriter output)
{
    private const int Painted = 1226;
    private const double Truncation = 0.7;
    private static readonly HashSet<string> ValidStatuses = ["ok", "mislabelled"];

    public IEnumerable<Figure> Measure(string folder, CancellationToken cancellationToken)
    {
        var rows = Read(folder);
        string[] names = [.. rows.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];
        var train = Load(folder, rows.Where(row => row.Split == "train"), names);
        var heldOut = Load(folder, rows.Where(row => row.Split != "train").Where((_, number) => number % 2 == 0), names);
        var more = Load(folder, rows.Where(row => row.Split == "train").Concat(rows.Where(row => row.Split != "train").Where((_, number) => number % 2 == 1)), names);
        output.WriteLine($"{train.Count} images to paint from, {more.Count} for the judge, {heldOut.Count} held out; {names.Length} classes");
        var (classifier, accuracy) = Classify(train, heldOut, names.Length, augment: false, seed: 1, cancellationToken);
        yield return new Figure("the classifier's accuracy on images held out", accuracy, "");
        (var judge, accuracy) = Classify(more, heldOut, names.Length, augment: true, seed: 2, cancellationToken);
        yield return new Figure("the judge's accuracy on images held out", accuracy, "");
        foreach (var gamma in gammas)
        {
            foreach (var figure in Paint(gamma, train, names, classifier, judge, cancellationToken))
            {
                yield return figure;
            }
        }
    }

    private IEnumerable<Figure> Paint(double gamma, LabelledImages train, string[] names, byte[] classifier, byte[] judge, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var training = GanTraining.Start(
            new GanOptions
            {
                ClassCount = names.Length,
                Seed = 1,
                Gamma = gamma,
                Iterations = iterations,
                RampAfterIterations = iterations / 2,
                RampIterations = iterations,
                CheckIterations = Math.Max(1, iterations / 12),
                WarmUpIterations = iterations / 3,
                LearningRate = learningRate,
                Width = width,
            },
            train,
            classifier);
        training.Run(TimeSpan.MaxValue, TimeProvider.System, tick => Note(gamma, tick), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var trained = training.Complete();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var name = string.Create(CultureInfo.InvariantCulture, $"γ {gamma}: ");
        output.WriteLine($"{name}{trained.End}, kept step {trained.KeptIteration}, {trained.Rollbacks} rollbacks");
        yield return new Figure(name + "seconds of training", seconds, "s");
        yield return new Figure(name + "steps of the kept generator", trained.KeptIteration, "");
        if (trained.Generator is null)
        {
            yield break;
        }

        var kept = trained.Checks.Last(check => check.Iteration == trained.KeptIteration);
        yield return new Figure(name + "Fréchet distance of the kept generator", kept.FrechetDistance, "");
        using var generator = ImageGenerator.Load(trained.Generator);
        int[] labels = [.. Enumerable.Range(0, Painted).Select(number => number % names.Length)];
        var images = LabelledImages.OfGray(generator.Paint(labels, Truncation, seed: 1, cancellationToken), labels);
        var (wrong, accepted) = (0, 0);
        var (predicted, judged) = (Predict(classifier, images), Predict(judge, images));
        for (var number = 0; number < Painted; number++)
        {
            wrong += predicted[number] == labels[number] ? 0 : 1;
            accepted += predicted[number] != labels[number] && judged[number] == labels[number] ? 1 : 0;
        }

        var plane = train.Height * train.Width;
        var copies = PaintedCopies.Of(new FeatureMatrix(images.GrayPixels(), plane), new FeatureMatrix(train.GrayPixels(), plane));
        yield return new Figure(name + "share that the classifier gets wrong", (double)wrong / Painted, "");
        yield return new Figure(name + "of these, share that the judge accepts", wrong == 0 ? double.NaN : (double)accepted / wrong, "");
        yield return new Figure(name + "wrong and accepted, of all painted", (double)accepted / Painted, "");
        yield return new Figure(name + "share that is a copy of a training image", (double)Enumerable.Range(0, Painted).Count(copies.IsCopy) / Painted, "");
        yield return new Figure(
            name + "median distance to the nearest training image", copies.Distances.Order().ElementAt(Painted / 2), "1 − r", "training images", copies.MedianTrainingDistance);
    }

    private void Note(double gamma, GanTick tick)
    {
        if (tick.Check is not { } check)
        {
            return;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"γ {gamma}, step {check.Iteration}: γ now {check.Gamma:0.00}, Fréchet {check.FrechetDistance:0.00}, agreement {check.Agreement:0.00}, diversity {check.Diversity:0.00}, losses {check.GeneratorLoss:0.00} and {check.DiscriminatorLoss:0.00} {check.Failure}"));
        if (sheets is not null && tick.Sheet is not null)
        {
            sheets.Create();
            File.WriteAllBytes(Path.Join(sheets.FullName, string.Create(CultureInfo.InvariantCulture, $"gamma-{gamma}-{check.Iteration:D6}.png")), PngEncoder.Encode(tick.Sheet));
        }
    }

    private (byte[] Weights, double Accuracy) Classify(LabelledImages train, LabelledImages validation, int classes, bool augment, ulong seed, CancellationToken cancellationToken)
    {
        using var training = ClassifierTraining.Start(new TrainingOptions { ClassCount = classes, Epochs = epochs, Seed = seed, Augment = augment }, train, validation);
        training.Run(TimeSpan.MaxValue, TimeProvider.System, null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var trained = training.Complete();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a classifier with {trained.Best.ValidationAccuracy:0.000} on images held out"));
        return (trained.Weights, trained.Best.ValidationAccuracy);
    }

    private static int[] Predict(byte[] weights, LabelledImages images)
    {
        using var classifier = Classifier.Load(weights);
        return ClassificationMetrics.PredictedClasses(classifier.PredictLogits(images), classifier.ClassCount);
    }

    /// <summary>The images that have a right label, sorted by sample id.</summary>
    private static List<Known> Read(string folder)
    {
        using var csv = CsvReader.FromFile(Path.Join(folder, "oracle.csv"), new CsvReaderOptions { Separator = ',' });
        var rows = new List<Known>();
        csv.ReadHeader();
        while (csv.Read())
        {
            if (ValidStatuses.Contains(csv.GetString("status")))
            {
                rows.Add(new Known(csv.GetString("sha256"), csv.GetString("file"), csv.GetString("original_split"), csv.GetString("agreed_label")));
            }
        }

        return [.. rows.OrderBy(row => row.Id, StringComparer.Ordinal)];
    }

    private static LabelledImages Load(string folder, IEnumerable<Known> rows, string[] names)
    {
        var chosen = rows.ToList();
        return new LabelledImages(
            [.. chosen.Select(row => row.Id)],
            [.. chosen.SelectMany(row => Preprocessing.Reference(File.ReadAllBytes(Path.Join(folder, row.File))))],
            [.. chosen.Select(row => Array.IndexOf(names, row.Label))]);
    }

    private sealed record Known(string Id, string File, string Split, string Label);
}
