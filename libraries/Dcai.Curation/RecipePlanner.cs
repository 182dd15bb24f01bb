using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Fills a balanced training set up to the most images that it may have (paper, section 4.3 and table 2).</summary>
public static class RecipePlanner
{
    /// <summary>More copies of one image say little that is new; a class of three images does not become one of a thousand.</summary>
    public const int MostCopies = 20;

    /// <summary>How copies are distorted where the settings do not say: a stroke may fall between other pixels, and stays the stroke that it is.</summary>
    public static IReadOnlyList<AugmentationStep> Slight { get; } =
    [
        new() { Kind = "rotation", Amount = 0.03 },
        new() { Kind = "translation", Amount = 0.06 },
        new() { Kind = "scale", Amount = 0.15 },
        new() { Kind = "shear", Amount = 0.15 },
        new() { Kind = "elastic", Amount = 0.02 },
    ];

    /// <summary>What a copy of an image is distorted with.</summary>
    /// <param name="seed">The recipe's.</param>
    /// <param name="sampleId">The image.</param>
    /// <param name="copy">1 is the first.</param>
    public static ulong SeedOf(ulong seed, string sampleId, int copy) =>
        SeededRandom.Derive(seed, string.Create(CultureInfo.InvariantCulture, $"copy {copy} of {sampleId}"));

    /// <summary>Certified, then surplus, then gathered images, then copies of all these, each class up to its share.</summary>
    /// <param name="train">The balanced training images.</param>
    /// <param name="heldOut">Validation and test images.</param>
    /// <param name="surplus">What the balance had no room for, gathered images among them.</param>
    /// <param name="samples">All samples of the snapshot.</param>
    /// <param name="difficulty">Class to how hard it is, as of <see cref="ClassDifficulty"/>; high is hard.</param>
    /// <param name="settings">Classes, counts, augmentation and seed.</param>
    /// <returns>
    /// At most as many images and copies as the settings allow, and all certified ones as long as they fit. A class gets its equal part of
    /// 1 − share, and the hard ones part the share among them. None looks like a validation or test image, none is in it twice. What generators paint comes into no step of these.
    /// </returns>
    public static TrainingRecipe Plan(
        IReadOnlyList<LabelledSample> train,
        IReadOnlyList<LabelledSample> heldOut,
        IReadOnlyList<LabelledSample> surplus,
        IReadOnlyCollection<Sample> samples,
        IReadOnlyDictionary<string, double> difficulty,
        CurationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(heldOut);
        ArgumentNullException.ThrowIfNull(surplus);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(difficulty);
        ArgumentNullException.ThrowIfNull(settings);
        var hard = HardClasses(settings.Classes, difficulty);
        var room = Room(train, settings, hard);
        var random = SeededRandom.For(settings.Seed, "training recipe");
        var seen = LooksLike(heldOut, samples);
        var gathered = samples.Where(sample => sample.Origin == SampleOrigin.Gathered).Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        var images = new List<LabelledSample>();
        List<RecipeStep> steps =
        [
            Add(RecipeSource.Certified, train),
            Add(RecipeSource.Surplus, [.. surplus.Where(sample => !gathered.Contains(sample.SampleId) && !seen.Contains(sample.SampleId))], surplus.Count(sample => !gathered.Contains(sample.SampleId))),
            Add(RecipeSource.Gathered, [.. surplus.Where(sample => gathered.Contains(sample.SampleId) && !seen.Contains(sample.SampleId))], surplus.Count(sample => gathered.Contains(sample.SampleId))),
        ];
        var augmented = Augment(images, room, random);
        steps.Add(new RecipeStep { Source = RecipeSource.Augmented, Added = augmented.Sum(one => one.Copies), LeftOut = 0 });
        return new TrainingRecipe
        {
            LargestTrainCount = settings.Release.LargestTrainCount,
            Steps = steps,
            Images = Labelled.ById(images),
            Augmented = augmented,
            HardClasses = hard,
            Augmentation = settings.Release.Augmentation is { Count: > 0 } chosen ? chosen : Slight,
            Seed = settings.Seed,
        };

        RecipeStep Add(RecipeSource source, IReadOnlyList<LabelledSample> candidates, int? offered = null)
        {
            var (taken, _) = StratifiedDraw.Take(candidates, room, random);
            foreach (var sample in taken)
            {
                room[sample.Label]--;
            }

            images.AddRange(taken);
            return new RecipeStep { Source = source, Added = taken.Count, LeftOut = (offered ?? candidates.Count) - taken.Count };
        }
    }

    /// <summary>The classes that are harder than the mean; none where all are alike.</summary>
    private static string[] HardClasses(IReadOnlyList<string> classes, IReadOnlyDictionary<string, double> difficulty)
    {
        var mean = classes.Average(label => difficulty.GetValueOrDefault(label));
        return [.. classes.Where(label => difficulty.GetValueOrDefault(label) > mean)];
    }

    /// <summary>How many images each class may have: its share, and never less than is certified as long as that fits.</summary>
    private static Dictionary<string, int> Room(IReadOnlyList<LabelledSample> train, CurationSettings settings, string[] hard)
    {
        var total = settings.Release.LargestTrainCount;
        var certified = Apportionment.SizesOf(train);
        if (train.Count >= total)
        {
            return Apportionment.Divide(certified, total, _ => 0, size => size);
        }

        var forHard = hard.Length == 0 ? 0 : (int)(total * settings.Release.HardClassShare);
        var room = settings.Classes.ToDictionary(
            label => label,
            label => Math.Max(
                certified.GetValueOrDefault(label),
                ((total - forHard) / settings.Classes.Count) + (hard.Contains(label, StringComparer.Ordinal) ? forHard / hard.Length : 0)),
            StringComparer.Ordinal);
        for (var over = room.Values.Sum() - total; over > 0; over--)
        {
            var widest = room.Keys.OrderByDescending(label => room[label] - certified.GetValueOrDefault(label)).ThenBy(label => label, StringComparer.Ordinal).First();
            room[widest]--;
        }

        return room;
    }

    /// <summary>Every image that has the perceptual hash of a held-out one, whatever that hash says otherwise, or that rankings found to show the same.</summary>
    internal static HashSet<string> LooksLike(IReadOnlyList<LabelledSample> heldOut, IReadOnlyCollection<Sample> samples)
    {
        var ids = heldOut.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        Sample[] held = [.. samples.Where(sample => ids.Contains(sample.SampleId))];
        var hashes = held.Select(sample => sample.PerceptualHash).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var groups = held.Select(sample => sample.NearGroup).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return
        [
            .. samples
                .Where(sample => (sample.PerceptualHash is { } hash && hashes.Contains(hash)) || (sample.NearGroup is { } group && groups.Contains(group)))
                .Select(sample => sample.SampleId),
            .. ids,
        ];
    }

    /// <summary>Copies for the room that each class has left, image by image in a random order, as evenly as can be.</summary>
    private static AugmentedSample[] Augment(List<LabelledSample> images, Dictionary<string, int> room, SeededRandom random)
    {
        var augmented = new List<AugmentedSample>();
        foreach (var ofClass in images.GroupBy(sample => sample.Label, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var order = Labelled.ById(ofClass).ToList();
            random.Shuffle(order);
            var (each, more) = Math.DivRem(Math.Min(room[ofClass.Key], MostCopies * order.Count), order.Count);
            augmented.AddRange(order
                .Select((sample, index) => new AugmentedSample { SampleId = sample.SampleId, Label = sample.Label, Copies = each + (index < more ? 1 : 0) })
                .Where(one => one.Copies > 0));
        }

        return [.. augmented.OrderBy(one => one.SampleId, StringComparer.Ordinal)];
    }
}
