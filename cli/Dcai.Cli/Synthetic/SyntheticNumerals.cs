using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dcai.Imaging;

namespace Dcai.Cli.Synthetic;

/// <summary>Generated pictures of handwritten Roman numerals i to x with planted faults, and the truth about them.</summary>
internal static class SyntheticNumerals
{
    private const string TruthFile = "oracle.csv";
    private const string TruthHeader =
        "sha256,original_split,original_label,file,width,height,n_copies_in_train_val,status,agreed_label";

    private const string PartialEnding = ".partial";

    private const ulong DrawingStream = 3;
    private const ulong AgainStream = 4;

    /// <summary>Writes <c>original/{train,val}/{class}/*.png</c>, <c>label_book/{class}/*.png</c> (clean), <c>oracle.csv</c> (the truth for
    /// every file of train and val), <c>planted.csv</c> (the faults and what copies were made from) and a README.txt.</summary>
    /// <param name="directory">Made where it is missing. A directory in which the same options were written, wholly or until something
    /// stopped it, is completed; one that holds anything else is refused.</param>
    /// <param name="options">The same options give the same bytes.</param>
    /// <param name="progress">Files written so far; reported from several threads.</param>
    /// <param name="cancellationToken">Leaves a directory that the next call completes.</param>
    /// <returns>Every file with its truth, in ordinal order of path.</returns>
    /// <exception cref="IOException">The directory holds something else.</exception>
    public static IReadOnlyList<SyntheticImage> Write(
        string directory, SyntheticOptions options, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var images = SyntheticPlan.Make(options);
        Claim(directory, Describe(options));
        if (File.Exists(Path.Combine(directory, TruthFile)))
        {
            progress?.Report(images.Count);
            return images;
        }

        foreach (var folder in images.Select(image => Path.GetDirectoryName(image.RelativePath)!).Distinct())
        {
            Directory.CreateDirectory(Path.Combine(directory, folder));
        }

        var rows = new string[images.Count];
        var written = 0;
        Parallel.For(0, images.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var picture = Draw(images[i], options.Seed);
            var bytes = PngEncoder.Encode(picture, fast: true);
            File.WriteAllBytes(Path.Combine(directory, images[i].RelativePath), bytes);
            rows[i] = Row(images[i], picture, bytes);
            progress?.Report(Interlocked.Increment(ref written));
        });

        var planted = images.Where(image => image.Fault != PlantedFault.None)
            .Select(image => $"{image.RelativePath},{image.Fault},{image.CopyOf}");
        WriteWhole(Path.Combine(directory, "planted.csv"), ["file,fault,copy_of", .. planted]);
        // The truth comes last: where it is, everything is.
        WriteWhole(Path.Combine(directory, TruthFile), [TruthHeader, .. rows.Where((_, i) => images[i].Split is not null)]);
        return images;
    }

    private static Image Draw(SyntheticImage image, ulong seed)
    {
        var random = SplitMix64.For(seed, DrawingStream, (ulong)image.Drawing);
        var picture = image.Fault == PlantedFault.Junk ? Page.OfJunk(random) : Page.OfNumeral(image.Numeral, random);
        return image.Fault == PlantedFault.NearDuplicate
            ? Page.Again(picture, SplitMix64.For(seed, AgainStream, (ulong)image.Drawing))
            : picture;
    }

    private static string Row(SyntheticImage image, Image picture, byte[] bytes) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Convert.ToHexStringLower(SHA256.HashData(bytes))},{image.Split},{image.Label},{image.RelativePath},"
        + $"{picture.Width},{picture.Height},{image.Copies},{image.Status},{image.AgreedLabel}");

    private static void Claim(string directory, string description)
    {
        Directory.CreateDirectory(directory);
        var readme = Path.Combine(directory, "README.txt");
        if (File.Exists(readme))
        {
            if (File.ReadAllText(readme) != description)
            {
                throw new IOException($"{directory} holds other data already (see its README.txt): choose another directory");
            }
        }
        else if (Directory.EnumerateFileSystemEntries(directory).Any(entry => entry != readme + PartialEnding))
        {
            throw new IOException($"{directory} is not empty: choose another directory for the synthetic data");
        }
        else
        {
            WriteWhole(readme, [description], endOfLine: "");
        }
    }

    private static void WriteWhole(string path, IEnumerable<string> lines, string endOfLine = "\n")
    {
        var temporary = path + PartialEnding;
        File.WriteAllText(temporary, string.Concat(lines.Select(line => line + endOfLine)));
        File.Move(temporary, path, overwrite: true);
    }

    private static string Describe(SyntheticOptions options)
    {
        var text = new StringBuilder();
        text.Append("SYNTHETIC data: Roman numerals i to x drawn by a program to look like handwriting. No person wrote them.\n\n");
        text.Append("original/    train and val, with planted faults: wrong labels, junk, exact and near duplicates, uneven classes\n");
        text.Append("label_book/  a clean test set\n");
        text.Append("oracle.csv   the truth for every file of original/: status ok, mislabelled or invalid, and the label that is right\n");
        text.Append("planted.csv  which fault was planted in which file, and what a copy was made from\n\n");
        text.Append(CultureInfo.InvariantCulture, $"generator 1, {options}\n");
        return text.ToString();
    }
}
