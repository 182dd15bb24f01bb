using System.Text.Json.Nodes;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Imaging;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenARecipeIsExported : IDisposable
{
    private const int Pictures = 6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("imagefolder")]
    [InlineData("webdataset")]
    public async Task Copies_are_those_that_were_trained_on_and_every_certified_image_is_in_one_part(string format)
    {
        await using var gateway = await WithReleaseAsync();
        var directory = _folder.Of("export");

        var first = await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, directory, "--format", format);
        var manifest = await File.ReadAllTextAsync(Path.Join(directory, "manifest.jsonl"));
        var again = await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, directory, "--format", format);

        Assert.True((first.ExitCode, again.ExitCode) == (0, 0), first.Error + again.Error);
        Assert.Equal(manifest, await File.ReadAllTextAsync(Path.Join(directory, "manifest.jsonl")));
        Assert.Equal(0, (await CommandRun.OfAsync("verify", directory)).ExitCode);
        var certificates = (await File.ReadAllLinesAsync(Path.Join(directory, "certificates.jsonl"))).Select(line => JsonNode.Parse(line)!).ToList();
        var originals = certificates.Where(one => one["copy"] is null).ToList();
        Assert.Equal(
            [(0, "train"), (1, "train"), (2, "surplus"), (3, "train"), (4, "val"), (5, "test")],
            originals.Select(one => (Number((string)one["sampleId"]!), (string)one["part"]!)).Order());
        var copies = certificates.Where(one => one["copy"] is not null).ToList();
        Assert.Equal([("train", 1), ("train", 2)], copies.Select(one => ((string)one["part"]!, (int)one["copy"]!)));
        Assert.All(copies, copy =>
        {
            Assert.Equal((Id(3), "ada"), ((string)copy["augmentedFrom"]!, (string)copy["certifiedBy"]!));
            var expected = OfflineAugmentation.Copy(Picture(3), AugmentationPolicy.Paper, RecipePlanner.SeedOf(9, Id(3), (int)copy["copy"]!));
            Assert.Equal(Digests.Hex(Digests.Sha256(expected)), (string)copy["sampleId"]!);
            if (format == "imagefolder")
            {
                Assert.Equal($"train/ii/{Id(3)}-{copy["copy"]}.png", (string)copy["file"]!);
                Assert.Equal(expected, File.ReadAllBytes(Path.Join(directory, (string)copy["file"]!)));
            }
        });
    }

    private static byte[] Picture(int number) => PngEncoder.Encode(new Image(
        16, 16, PixelFormat.Gray8, [.. Enumerable.Range(0, 256).Select(place => (byte)((place % 16) == number ? 0 : 255))]));

    private static string Id(int number) => Digests.Hex(Digests.Sha256(Picture(number)));

    private static int Number(string sampleId) => Enumerable.Range(0, Pictures).Single(number => Id(number) == sampleId);

    private static LabelledSample Labelled(int number) => new() { SampleId = Id(number), Label = "ii" };

    /// <summary>0 and 1 are balanced, 2 and 3 are surplus of which the recipe takes 3 and makes two copies.</summary>
    private static async Task<GatewayUnderTest> WithReleaseAsync()
    {
        var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        var samples = new List<Sample>();
        foreach (var number in Enumerable.Range(0, Pictures))
        {
            var content = Picture(number);
            await gateway.Store.PutBlobAsync(content, "image/png");
            samples.Add(await gateway.PutSampleAsync($"stand-in {number}", "ii") with { SampleId = Id(number), SizeBytes = content.Length });
        }

        await gateway.PutSnapshotAsync(1, samples);
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Release(GatewayUnderTest.DatasetId, 1), Formats.Release, new Release
        {
            ReleaseVersion = 1,
            Snapshot = 1,
            ContentDigest = $"sha256:{1:x64}",
            Train = [Labelled(0), Labelled(1)],
            Validation = [Labelled(4)],
            Test = [Labelled(5)],
            Surplus = [Labelled(2), Labelled(3)],
            HeldOutFromTraining = 0,
            Recipe = new TrainingRecipe
            {
                LargestTrainCount = 5,
                Steps = [new RecipeStep { Source = RecipeSource.Certified, Added = 2, LeftOut = 0 }],
                Images = [.. new[] { 0, 1, 3 }.Select(Labelled).OrderBy(sample => sample.SampleId, StringComparer.Ordinal)],
                Augmented = [new AugmentedSample { SampleId = Id(3), Label = "ii", Copies = 2 }],
                HardClasses = [],
                Seed = 9,
            },
            Trainings = [],
        });
        return gateway;
    }

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] arguments) =>
        CommandRun.OfAsync([.. arguments, "--url", gateway.Url.ToString(), "--token", gateway.Token]);
}
