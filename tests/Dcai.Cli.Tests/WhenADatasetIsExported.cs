using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dcai.Api;
using Dcai.Cli.Export;

namespace Dcai.Cli.Tests;

public sealed class WhenADatasetIsExported : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Formats => [.. ExportFormats.All];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task It_gives_the_same_bytes_again_and_after_a_stop_anywhere(string format)
    {
        var images = new GeneratedImages(40);
        var summary = await images.ExportAsync(_folder.Of("whole"), format);
        Assert.Equal(40, images.Reads);
        var whole = _folder.BytesOf("whole");

        await images.ExportAsync(_folder.Of("whole"), format);
        Assert.Equal(40, images.Reads);
        Assert.Equal(whole, _folder.BytesOf("whole"));

        foreach (var stop in new[] { 0, 1, 13, 25, 39 })
        {
            var cut = new GeneratedImages(40) { StopAfter = stop };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cut.ExportAsync(_folder.Of($"cut {stop}"), format));
            Assert.False(File.Exists(_folder.Of($"cut {stop}/release.json")));
            cut.StopAfter = null;

            Assert.Equal(summary.ManifestSha256, (await cut.ExportAsync(_folder.Of($"cut {stop}"), format)).ManifestSha256);

            Assert.Equal(whole, _folder.BytesOf($"cut {stop}"));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Verification_finds_what_is_missing_damaged_or_extra_and_a_repetition_mends_it(string format)
    {
        var images = new GeneratedImages(20);
        var directory = _folder.Of("export");
        await images.ExportAsync(directory, format);
        Assert.Contains("20 images, ", (await CommandRun.OfAsync("verify", directory)).Out, StringComparison.Ordinal);
        var file = (await File.ReadAllLinesAsync(Path.Join(directory, "manifest.jsonl"))).Select(line => (string)JsonNode.Parse(line)!["path"]!).ToList();
        var before = await File.ReadAllBytesAsync(Path.Join(directory, file[0]));

        await File.WriteAllBytesAsync(Path.Join(directory, file[0]), [.. before.AsSpan(0, before.Length - 1), (byte)(before[^1] ^ 1)]);
        File.Delete(Path.Join(directory, file[1]));
        await File.AppendAllTextAsync(Path.Join(directory, "README.md"), "?");
        await File.WriteAllTextAsync(Path.Join(directory, "notes.txt"), "mine");
        var wrong = await CommandRun.OfAsync("verify", directory);

        wrong.FailedWith(1, "is not what was exported: 4 of");
        string[] lines = wrong.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"{file[0]} is damaged: it is ", lines[0], StringComparison.Ordinal);
        Assert.Equal($"{file[1]} is missing: export again, what is whole is kept", lines[1]);
        Assert.StartsWith("README.md has ", lines[2], StringComparison.Ordinal);
        Assert.Equal("notes.txt is not of this export: remove it", lines[3]);

        File.Delete(Path.Join(directory, "notes.txt"));
        File.Delete(Path.Join(directory, file[0]));
        await images.ExportAsync(directory, format);
        Assert.Equal(0, (await CommandRun.OfAsync("verify", directory)).ExitCode);
    }

    [Fact]
    public async Task A_folder_that_is_no_whole_export_is_told_apart()
    {
        var images = new GeneratedImages(4);
        await images.ExportAsync(_folder.Of("export"), ExportFormats.ImageFolder);
        _folder.Write("empty/thesis.txt");
        (await CommandRun.OfAsync("verify", _folder.Of("empty"))).FailedWith(1, "holds no finished export", "release.json");

        await File.AppendAllTextAsync(_folder.Of("export/manifest.jsonl"), "{}\n");
        (await CommandRun.OfAsync("verify", _folder.Of("export"))).FailedWith(1, "manifest.jsonl", "is damaged", "export again");
        await File.WriteAllTextAsync(_folder.Of("export/release.json"), "{");
        (await CommandRun.OfAsync("verify", _folder.Of("export"))).FailedWith(1, "release.json cannot be read");
    }

    [Fact]
    public async Task Damaged_images_are_not_exported()
    {
        var images = new GeneratedImages(20);
        images.Damaged = images.Certificates[7].SampleId;

        var failed = await Assert.ThrowsAsync<CommandFailedException>(() => images.ExportAsync(_folder.Of("export"), ExportFormats.ImageFolder));

        Assert.Contains($"image {images.Damaged} came as", failed.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Of("export/release.json")));
        images.Damaged = null;
        Assert.Equal(20, (await images.ExportAsync(_folder.Of("export"), ExportFormats.ImageFolder)).Images());
    }

    [Fact]
    public async Task A_full_disk_is_said_and_the_same_call_goes_on()
    {
        var images = new GeneratedImages(4000);
        var directory = _folder.Of("export");
        await ExportFolder.ClaimAsync(directory, GeneratedImages.Contents(ExportFormats.ImageFolder), CancellationToken.None);
        var certificates = Path.Join(directory, DatasetExport.CertificatesFile + ExportFolder.PartialEnding);
        File.CreateSymbolicLink(certificates, "/dev/full");

        var failed = await Assert.ThrowsAsync<CommandFailedException>(() => images.ExportAsync(directory, ExportFormats.ImageFolder));

        Assert.Matches($"the disk of {directory} is full after [0-9]+ images: make room", failed.Message);
        File.Delete(certificates);
        Assert.Equal(4000, (await images.ExportAsync(directory, ExportFormats.ImageFolder)).Images());
        Assert.InRange(images.Reads, 4000, 4020); // Those that were on their way come again.
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task What_was_erased_since_leaves_the_folder(string format)
    {
        var images = new GeneratedImages(12);
        await images.ExportAsync(_folder.Of("export"), format);
        images.Certificates[2] = images.Certificates[2] with { Erased = true };
        images.Certificates[11] = images.Certificates[11] with { Erased = true };
        if (format == ExportFormats.WebDataset)
        {
            foreach (var shard in new[] { "train", "surplus" })
            {
                Assert.Contains($"{shard}-000000.tar", (await Assert.ThrowsAsync<CommandFailedException>(() => images.ExportAsync(_folder.Of("export"), format))).Message, StringComparison.Ordinal);
            }
        }

        var summary = await images.ExportAsync(_folder.Of("export"), format);

        Assert.Equal((10, 2), (summary.Images(), summary.Erased));
        Assert.Equal(0, (await CommandRun.OfAsync("verify", _folder.Of("export"))).ExitCode);
        Assert.Equal(12, (await File.ReadAllLinesAsync(_folder.Of("export/certificates.jsonl"))).Length);
    }

    [Fact]
    public async Task A_label_that_is_no_class_is_refused_by_name()
    {
        var images = new GeneratedImages(4);
        images.Certificates[1] = images.Certificates[1] with { Label = "iii" };

        var failed = await Assert.ThrowsAsync<CommandFailedException>(() => images.ExportAsync(_folder.Of("export"), ExportFormats.Coco));

        Assert.Contains("is labelled 'iii', which is none of the classes i, ii & \"more\"", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Painted_images_are_a_part_of_their_own_and_say_what_they_are(string format)
    {
        var images = new GeneratedImages(8);
        foreach (var painted in new[] { 6, 7 })
        {
            images.Certificates[painted] = images.Certificates[painted] with { Part = "synthesized", Origin = ImageOrigin.Synthesized };
        }

        var summary = await images.ExportAsync(_folder.Of("export"), format);

        Assert.Equal(["train", "val", "synthesized"], summary.Counts.Keys);
        var lines = (await File.ReadAllLinesAsync(_folder.Of("export/certificates.jsonl"))).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.All(lines, line => Assert.Equal((string)line["part"]! == "synthesized", (string)line["origin"]! == "synthesized"));
        var croissant = await ReadAsync("export/croissant.json");
        Assert.Contains("origin", croissant["recordSet"]![0]!["field"]!.AsArray().Select(field => (string)field!["name"]!));
        Assert.Contains("The images of part synthesized were painted by a generator.", await File.ReadAllTextAsync(_folder.Of("export/README.md")), StringComparison.Ordinal);
        await PaintedSayItAsync(format, [.. images.Certificates.Skip(6).Select(certificate => certificate.SampleId)]);
    }

    [Theory]
    [InlineData("val", ImageOrigin.Synthesized, "in part val was painted")]
    [InlineData("test", ImageOrigin.Synthesized, "in part test was painted")]
    [InlineData("train", ImageOrigin.Synthesized, "in part train was painted")]
    [InlineData("synthesized", ImageOrigin.Gathered, "in part synthesized was not painted")]
    public async Task Nothing_painted_is_among_what_is_trained_on_validated_or_tested(string part, ImageOrigin origin, string expected)
    {
        var images = new GeneratedImages(4);
        images.Certificates[3] = images.Certificates[3] with { Part = part, Origin = origin };

        var failed = await Assert.ThrowsAsync<CommandFailedException>(() => images.ExportAsync(_folder.Of("export"), ExportFormats.ImageFolder));

        Assert.Contains(expected, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shards_hold_bytes_class_and_certificate_of_each_image()
    {
        var images = new GeneratedImages((2 * ShardLayout.ImagesPerShard) + 4);
        await images.ExportAsync(_folder.Of("export"), ExportFormats.WebDataset);

        Assert.Equal(
            ["surplus-000000.tar", "train-000000.tar", "train-000001.tar", "val-000000.tar"],
            Directory.EnumerateFiles(_folder.Of("export"), "*.tar").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var shard = new TarReader(File.OpenRead(_folder.Of("export/train-000001.tar")));
        var entries = new List<(string Name, byte[] Content)>();
        while (shard.GetNextEntry(copyData: true) is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            entries.Add((entry.Name, content.ToArray()));
            Assert.Equal((DateTimeOffset.UnixEpoch, 0, 0), (entry.ModificationTime, entry.Uid, entry.Gid));
        }

        var expected = images.Certificates[ShardLayout.ImagesPerShard];
        Assert.Equal([$"{expected.SampleId}.png", $"{expected.SampleId}.cls", $"{expected.SampleId}.json"], entries.Take(3).Select(entry => entry.Name));
        Assert.Equal(expected.SampleId, Convert.ToHexStringLower(SHA256.HashData(entries[0].Content)));
        Assert.Equal("1"u8.ToArray(), entries[1].Content);
        var certificate = JsonNode.Parse(entries[2].Content)!;
        Assert.Equal(("ada", "CC-BY-4.0", "ii & \"more\""), ((string)certificate["certifiedBy"]!, (string)certificate["licence"]!, (string)certificate["label"]!));
        Assert.Equal(2 * 3, entries.Count);
    }

    [Fact]
    public async Task Coco_names_every_image_its_size_and_its_category()
    {
        var images = new GeneratedImages(20);
        await images.ExportAsync(_folder.Of("export"), ExportFormats.Coco);

        var annotations = await ReadAsync("export/annotations/val.json");

        Assert.Equal(["i", "ii & \"more\""], annotations["categories"]!.AsArray().Select(category => (string)category!["name"]!));
        Assert.Equal("CC-BY-4.0", (string)annotations["licenses"]![0]!["name"]!);
        var expected = images.Certificates.Where(certificate => certificate.Part == "val").ToList();
        Assert.Equal(
            expected.Select(certificate => ($"val/{certificate.SampleId}.png", 8, 6)),
            annotations["images"]!.AsArray().Select(image => ((string)image!["file_name"]!, (int)image["width"]!, (int)image["height"]!)));
        Assert.Equal(
            expected.Select((certificate, index) => (index + 1, certificate.Label == "i" ? 1 : 2)),
            annotations["annotations"]!.AsArray().Select(annotation => ((int)annotation!["image_id"]!, (int)annotation["category_id"]!)));
        Assert.All(expected, certificate => Assert.True(File.Exists(_folder.Of($"export/images/val/{certificate.SampleId}.png"))));
    }

    [Fact]
    public async Task Hugging_face_finds_the_files_beside_their_metadata()
    {
        var images = new GeneratedImages(20);
        await images.ExportAsync(_folder.Of("export"), ExportFormats.HuggingFace);

        var rows = (await File.ReadAllLinesAsync(_folder.Of("export/train/metadata.jsonl"))).Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(images.Certificates.Take(10).Select(certificate => certificate.Label), rows.Select(row => (string)row["label"]!));
        Assert.All(rows, row => Assert.True(File.Exists(_folder.Of($"export/train/{(string)row["file_name"]!}"))));
        var card = await File.ReadAllTextAsync(_folder.Of("export/README.md"));
        Assert.StartsWith("---\nlicense: \"cc-by-4.0\"\n", card, StringComparison.Ordinal);
        Assert.Contains("  - split: validation\n    path: \"val/**\"\n", card, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Croissant_describes_files_that_are_there_and_refers_to_what_it_has(string format)
    {
        var images = new GeneratedImages(20);
        await images.ExportAsync(_folder.Of("export"), format);

        var croissant = await ReadAsync("export/croissant.json");

        Assert.Equal("http://mlcommons.org/croissant/1.0", (string)croissant["conformsTo"]!);
        Assert.Equal("CC-BY-4.0", (string)croissant["license"]!);
        var certificates = croissant["distribution"]!.AsArray().Single(one => (string)one!["@type"]! == "cr:FileObject")!;
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_folder.Of("export/certificates.jsonl")))), (string)certificates["sha256"]!);
        var known = Ids(croissant).ToHashSet();
        Assert.All(References(croissant), reference => Assert.Contains(reference, known));
        var line = JsonNode.Parse((await File.ReadAllLinesAsync(_folder.Of("export/certificates.jsonl")))[0])!;
        Assert.All(
            croissant["recordSet"]![0]!["field"]!.AsArray().Select(field => field!["source"]!["extract"]!["column"]).Where(column => column is not null),
            column => Assert.NotNull(line[(string)column!]));
    }

    private static IEnumerable<string> Ids(JsonNode? node) => Objects(node).Where(one => one["@type"] is not null && one["@id"] is not null).Select(one => (string)one["@id"]!);

    private static IEnumerable<string> References(JsonNode? node) =>
        Objects(node).Where(one => one.Count == 1 && one["@id"] is not null).Select(one => (string)one["@id"]!);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject one => [one, .. one.Where(member => member.Key != "@context").SelectMany(member => Objects(member.Value))],
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    /// <summary>Where the format's own readers look.</summary>
    private async Task PaintedSayItAsync(string format, string[] ids)
    {
        switch (format)
        {
            case ExportFormats.ImageFolder:
                Assert.Equal(ids.Order(StringComparer.Ordinal), Directory.EnumerateFiles(_folder.Of("export/synthesized"), "*.png", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
                break;
            case ExportFormats.WebDataset:
                using (var shard = new TarReader(File.OpenRead(_folder.Of("export/synthesized-000000.tar"))))
                {
                    Assert.StartsWith(ids[0], shard.GetNextEntry()!.Name, StringComparison.Ordinal);
                }

                break;
            case ExportFormats.Coco:
                Assert.All((await ReadAsync("export/annotations/synthesized.json"))["images"]!.AsArray(), image => Assert.Equal("synthesized", (string)image!["origin"]!));
                break;
            default:
                Assert.All(await File.ReadAllLinesAsync(_folder.Of("export/synthesized/metadata.jsonl")), line => Assert.Equal("synthesized", (string)JsonNode.Parse(line)!["origin"]!));
                break;
        }
    }

    private async Task<JsonNode> ReadAsync(string file) => JsonNode.Parse(await File.ReadAllTextAsync(_folder.Of(file)))!;
}
