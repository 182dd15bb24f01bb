using System.Globalization;

namespace Dcai.Cli.Synthetic;

/// <summary>Decides every file, its label and its fault before anything is drawn.</summary>
internal static class SyntheticPlan
{
    public static readonly IReadOnlyList<string> Classes = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];

    private const ulong PlanStream = 1;
    private const ulong NameStream = 2;

    // Uneven on purpose: the workflow has something to balance.
    private static readonly double[] ClassWeights = [1.5, 0.9, 0.8, 1.4, 0.9, 0.9, 1.0, 0.9, 1.0, 0.7];

    // What people mistake for each other when they sort: one stroke more or less, or read backwards.
    private static readonly Dictionary<string, string[]> Confusions = new()
    {
        ["i"] = ["ii", "v", "iv"],
        ["ii"] = ["i", "iii", "v"],
        ["iii"] = ["ii", "viii", "iv"],
        ["iv"] = ["vi", "v", "vii"],
        ["v"] = ["iv", "vi", "x"],
        ["vi"] = ["iv", "vii", "v"],
        ["vii"] = ["viii", "vi", "iii"],
        ["viii"] = ["vii", "iii"],
        ["ix"] = ["iv", "x", "vi"],
        ["x"] = ["ix", "v"],
    };

    /// <returns>The files of train and validation and of the label book, in ordinal order of path.</returns>
    public static IReadOnlyList<SyntheticImage> Make(SyntheticOptions options)
    {
        options.Validate();
        var random = SplitMix64.For(options.Seed, PlanStream, 0);
        var mislabelled = Part(options.Count, options.MislabelledShare);
        var junk = Part(options.Count, options.JunkShare);
        var duplicates = Part(options.Count, options.DuplicateShare);
        var conflicts = Part(options.Count, options.ConflictShare);
        var nearDuplicates = Part(options.Count, options.NearDuplicateShare);

        var images = DrawOriginals(options, options.Count - duplicates - conflicts - nearDuplicates, random);
        var clean = Enumerable.Range(0, images.Count).ToList();
        random.Shuffle(clean);

        foreach (var index in Take(clean, junk))
        {
            images[index] = images[index] with { Fault = PlantedFault.Junk };
        }

        foreach (var index in Take(clean, mislabelled))
        {
            var label = random.Pick(Confusions[images[index].Numeral]);
            images[index] = Place(images[index] with { Fault = PlantedFault.Mislabelled, Label = label });
        }

        foreach (var index in Take(clean, duplicates))
        {
            var copy = images[index] with { Fault = PlantedFault.Duplicate, Split = images[index].Split == "train" ? "val" : "train" };
            AddIdenticalCopy(images, index, copy, options.Seed);
        }

        foreach (var index in Take(clean, conflicts))
        {
            var label = random.Pick(Confusions[images[index].Numeral]);
            AddIdenticalCopy(images, index, images[index] with { Fault = PlantedFault.Conflict, Label = label }, options.Seed);
        }

        foreach (var index in Take(clean, nearDuplicates))
        {
            var split = random.Chance(options.ValidationShare) ? "val" : "train";
            var copy = images[index] with { Fault = PlantedFault.NearDuplicate, Split = split, CopyOf = images[index].RelativePath };
            images.Add(Named(copy, options.Seed, images.Count));
        }

        images.AddRange(DrawLabelBook(options, images.Count));
        images.Sort((a, b) => string.CompareOrdinal(a.RelativePath, b.RelativePath));
        return images;
    }

    /// <summary>Classes by their weights, then each split in the same proportions with every class in both.</summary>
    private static List<SyntheticImage> DrawOriginals(SyntheticOptions options, int count, SplitMix64 random)
    {
        var images = new List<SyntheticImage>(options.Count + options.TestCount);
        var edges = new double[ClassWeights.Length + 1];
        for (var i = 0; i < ClassWeights.Length; i++)
        {
            edges[i + 1] = edges[i] + ClassWeights[i];
        }

        for (var i = 0; i < ClassWeights.Length; i++)
        {
            var size = (int)(count * edges[i + 1] / edges[^1]) - (int)(count * edges[i] / edges[^1]);
            var validation = Math.Max(1, Part(size, options.ValidationShare));
            for (var k = 0; k < size; k++)
            {
                var split = k < validation ? "val" : "train";
                var image = new SyntheticImage("", split, Classes[i], Classes[i], images.Count, PlantedFault.None);
                images.Add(Named(image, options.Seed, images.Count));
            }
        }

        // Drawings are numbered before they are shuffled, so the numbers say nothing about faults either.
        random.Shuffle(images);
        return images;
    }

    private static IEnumerable<SyntheticImage> DrawLabelBook(SyntheticOptions options, int first) =>
        Enumerable.Range(0, options.TestCount).Select(i =>
        {
            var numeral = Classes[i % Classes.Count];
            return Named(new SyntheticImage("", null, numeral, numeral, first + i, PlantedFault.None), options.Seed, first + i);
        });

    private static void AddIdenticalCopy(List<SyntheticImage> images, int index, SyntheticImage copy, ulong seed)
    {
        images.Add(Named(copy with { CopyOf = images[index].RelativePath, Copies = 2 }, seed, images.Count));
        images[index] = images[index] with { Copies = 2 };
    }

    private static SyntheticImage Named(SyntheticImage image, ulong seed, int index)
    {
        var name = SplitMix64.For(seed, NameStream, (ulong)index).Next().ToString("x16", CultureInfo.InvariantCulture);
        return Place(image with { RelativePath = $"{name}.png" });
    }

    private static SyntheticImage Place(SyntheticImage image)
    {
        var folder = image.Split is null ? "label_book" : $"original/{image.Split}";
        return image with { RelativePath = $"{folder}/{image.Label}/{image.RelativePath.Split('/')[^1]}" };
    }

    private static List<int> Take(List<int> clean, int count)
    {
        var taken = clean[^count..];
        clean.RemoveRange(clean.Count - count, count);
        return taken;
    }

    private static int Part(int count, double share) => (int)(count * share + 0.5);
}
