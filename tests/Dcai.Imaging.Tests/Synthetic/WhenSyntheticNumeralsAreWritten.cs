using System.Security.Cryptography;
using Dcai.Cli.Synthetic;

namespace Dcai.Imaging.Tests.Synthetic;

public sealed class WhenSyntheticNumeralsAreWritten(GeneratedSet generated) : IClassFixture<GeneratedSet>
{
    // Runs on other machines must be comparable: whoever changes the drawing changes the generator's number and this digest.
    private const string PixelDigest = "d6c8176a77a61b0a9b52b8326d66c9066db840a073ee3500e4034afd53569f10";

    [Fact]
    public void The_pixels_of_a_seed_are_fixed()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var image in generated.Images)
        {
            hash.AppendData(Decode(image).Pixels);
        }

        Assert.Equal(PixelDigest, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void The_truth_file_has_one_true_row_for_every_file_of_train_and_val()
    {
        var truth = ReadTruth();

        var originals = Directory.GetFiles(Path.Combine(generated.Root, "original"), "*.png", SearchOption.AllDirectories);
        Assert.Equal(GeneratedSet.Options.Count, truth.Count);
        Assert.Equal(originals.Length, truth.Count);
        var copies = truth.CountBy(row => row["sha256"]).ToDictionary();
        foreach (var (row, image) in truth.Zip(generated.Images.Where(image => image.Split is not null)))
        {
            var bytes = File.ReadAllBytes(Path.Combine(generated.Root, row["file"]));
            var header = ImageHeader.Read(bytes);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), row["sha256"]);
            Assert.Equal($"original/{row["original_split"]}/{row["original_label"]}/{Path.GetFileName(row["file"])}", row["file"]);
            Assert.Equal((header.Width, header.Height), (Number(row["width"]), Number(row["height"])));
            Assert.Equal(copies[row["sha256"]], Number(row["n_copies_in_train_val"]));
            Assert.Equal((image.Status, image.AgreedLabel), (row["status"], row["agreed_label"]));
            Assert.Equal(row["status"] == "ok", row["agreed_label"] == row["original_label"]);
            Assert.Equal(row["status"] == "invalid", row["agreed_label"] == "invalid");
        }
    }

    [Fact]
    public void As_many_faults_are_planted_as_were_asked_for()
    {
        var faults = generated.Images.CountBy(image => image.Fault).ToDictionary();
        var truth = ReadTruth();

        Assert.Equal(18, faults[PlantedFault.Junk]);
        Assert.Equal(12, faults[PlantedFault.Mislabelled]);
        Assert.Equal(15, faults[PlantedFault.Duplicate]);
        Assert.Equal(6, faults[PlantedFault.Conflict]);
        Assert.Equal(3, faults[PlantedFault.NearDuplicate]);
        Assert.Equal(18, truth.Count(row => row["status"] == "invalid"));
        Assert.Equal(12 + 6, truth.Count(row => row["status"] == "mislabelled"));
        Assert.Equal(2 * (15 + 6), truth.Count(row => row["n_copies_in_train_val"] == "2"));
        Assert.Equal(54, File.ReadLines(Path.Combine(generated.Root, "planted.csv")).Skip(1).Count());
    }

    [Fact]
    public void Duplicates_are_the_same_bytes_in_the_other_split_and_conflicts_under_another_label()
    {
        foreach (var copy in generated.Images.Where(image => image.Fault is PlantedFault.Duplicate or PlantedFault.Conflict))
        {
            var original = generated.Images.Single(image => image.RelativePath == copy.CopyOf);
            Assert.Equal(Bytes(original), Bytes(copy));
            Assert.Equal("ok", original.Status);
            Assert.Equal(copy.Fault == PlantedFault.Conflict, copy.Split == original.Split);
            Assert.Equal(copy.Fault == PlantedFault.Duplicate, copy.Label == original.Label);
        }

        Assert.All(ReadTruth().GroupBy(row => row["sha256"]), group => Assert.Single(group.Select(row => row["agreed_label"]).Distinct()));
    }

    [Fact]
    public void Near_duplicates_are_other_bytes_that_look_alike()
    {
        foreach (var copy in generated.Images.Where(image => image.Fault == PlantedFault.NearDuplicate))
        {
            var original = generated.Images.Single(image => image.RelativePath == copy.CopyOf);
            Assert.NotEqual(Bytes(original), Bytes(copy));
            var (a, b) = (Resize.Antialiased(Decode(original), 8, 8), Resize.Antialiased(Decode(copy), 8, 8));
            Assert.InRange(a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average(), 0, 40);
        }
    }

    [Fact]
    public void The_label_book_is_clean_and_apart()
    {
        var book = generated.Images.Where(image => image.Split is null).ToList();
        Assert.Equal(GeneratedSet.Options.TestCount, book.Count);
        Assert.All(book, image => Assert.Equal((PlantedFault.None, image.Numeral), (image.Fault, image.Label)));
        Assert.All(book.CountBy(image => image.Label), perClass => Assert.Equal(3, perClass.Value));
        var seen = ReadTruth().Select(row => row["sha256"]).ToHashSet();
        Assert.DoesNotContain(book, image => seen.Contains(Convert.ToHexStringLower(SHA256.HashData(Bytes(image)))));
    }

    [Fact]
    public void Pages_are_80_to_300_pixels_and_not_square()
    {
        Assert.All(generated.Images, image =>
        {
            var header = ImageHeader.Read(Bytes(image));
            Assert.InRange(header.Width, 80, 300);
            Assert.InRange(header.Height, 80, 300);
            Assert.NotEqual(header.Width, header.Height);
        });
    }

    [Fact]
    public void Small_sets_have_every_class_in_both_splits()
    {
        var images = SyntheticPlan.Make(new SyntheticOptions { Count = 120, TestCount = 0 });

        foreach (var split in new[] { "train", "val" })
        {
            var classes = images.Where(image => image.Split == split && image.Status == "ok").Select(image => image.Label).Distinct();
            Assert.Equal(SyntheticPlan.Classes.Order(), classes.Order());
        }

        Assert.True(images.CountBy(image => image.Label).Max(c => c.Value) > 1.4 * images.CountBy(image => image.Label).Min(c => c.Value));
    }

    private byte[] Bytes(SyntheticImage image) => File.ReadAllBytes(Path.Combine(generated.Root, image.RelativePath));

    private Image Decode(SyntheticImage image) => ImageDecoder.Decode(Bytes(image), PixelFormat.Gray8);

    private List<Dictionary<string, string>> ReadTruth()
    {
        var lines = File.ReadAllLines(Path.Combine(generated.Root, "oracle.csv"));
        var columns = lines[0].Split(',');
        return [.. lines[1..].Select(line => columns.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
