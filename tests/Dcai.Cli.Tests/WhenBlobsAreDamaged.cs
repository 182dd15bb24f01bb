using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenBlobsAreDamaged : IDisposable
{
    private const int Images = 12;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("imagefolder")]
    [InlineData("webdataset")]
    public async Task An_export_stops_names_the_image_and_goes_on_when_it_is_back(string format)
    {
        await using var gateway = await WithReleaseAsync();
        await StopsAsync(3, file => File.WriteAllBytes(file, [1, 2, 3]), "is damaged", "restore it from a copy");
        await StopsAsync(7, File.Delete, "has no object");

        async Task StopsAsync(int number, Action<string> damage, params string[] words)
        {
            var (blob, directory) = (BlobOf(gateway, number), _folder.Of($"export {number}"));
            string[] export = ["export", GatewayUnderTest.DatasetId, directory, "--format", format, "--url", gateway.Url.ToString(), "--token", gateway.Token];
            var content = await File.ReadAllBytesAsync(blob);
            damage(blob);

            (await CommandRun.OfAsync(export)).FailedWith(1, [Id(number), .. words]);
            Assert.False(File.Exists(Path.Join(directory, "release.json")));
            await File.WriteAllBytesAsync(blob, content);
            var whole = await CommandRun.OfAsync(export);

            Assert.True(whole.ExitCode == 0, whole.Error);
            Assert.Equal(0, (await CommandRun.OfAsync("verify", directory)).ExitCode);
        }
    }

    private static string Id(int number) => GatewayUnderTest.SampleId(Name(number));

    private static string Name(int number) => $"image {number}";

    private static string BlobOf(GatewayUnderTest gateway, int number) =>
        Directory.EnumerateFiles(gateway.Root, Path.GetFileName(Digests.BlobKey($"sha256:{Id(number)}")) + "*", SearchOption.AllDirectories).Single();

    private static async Task<GatewayUnderTest> WithReleaseAsync()
    {
        var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        var samples = new List<Sample>();
        foreach (var number in Enumerable.Range(0, Images))
        {
            samples.Add(await gateway.PutSampleAsync(Name(number), "ii"));
        }

        await gateway.PutSnapshotAsync(1, samples);
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Release(GatewayUnderTest.DatasetId, 1), Formats.Release, new Release
        {
            ReleaseVersion = 1,
            Snapshot = 1,
            ContentDigest = $"sha256:{1:x64}",
            Train = [.. samples.Select(sample => new LabelledSample { SampleId = sample.SampleId, Label = "ii" }).OrderBy(sample => sample.SampleId, StringComparer.Ordinal)],
            Validation = [],
            Test = [],
            Surplus = [],
            HeldOutFromTraining = 0,
            Trainings = [],
        });
        return gateway;
    }
}
