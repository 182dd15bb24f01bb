using System.Text.Json.Nodes;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenReleasesAreCompared
{
    [Fact]
    public async Task Every_image_that_moved_is_a_line_and_the_last_one_counts_them()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, await Task.WhenAll(new[] { "a", "b", "c", "d" }.Select(name => gateway.PutSampleAsync(name, "i"))));
        await PutReleaseAsync(gateway, 1, train: [("a", "i"), ("b", "i")], surplus: [("c", "i")]);
        await PutReleaseAsync(gateway, 2, train: [("a", "ii"), ("c", "i"), ("d", "i")], surplus: []);

        var text = await RunAsync(gateway, "1", "2", "--releases");
        var json = JsonNode.Parse((await RunAsync(gateway, "1", "2", "--releases", "--json")).Out)!;

        Assert.True(text.ExitCode == 0, text.Error);
        Assert.Contains($"{GatewayUnderTest.SampleId("a")[..12]}  train 'i' → train 'ii'", text.Out, StringComparison.Ordinal);
        Assert.Contains($"{GatewayUnderTest.SampleId("b")[..12]}  train 'i' → not there", text.Out, StringComparison.Ordinal);
        Assert.Contains($"{GatewayUnderTest.SampleId("c")[..12]}  surplus 'i' → train 'i'", text.Out, StringComparison.Ordinal);
        Assert.Contains($"{GatewayUnderTest.SampleId("d")[..12]}  not there → train 'i'", text.Out, StringComparison.Ordinal);
        Assert.EndsWith("1 came, 1 went, 1 changed their part, 1 their class\n", text.Out, StringComparison.Ordinal);
        Assert.Equal(4, json["changes"]!.AsArray().Count);
        (await RunAsync(gateway, "1", "3", "--releases")).FailedWith(1, "no release 3");
    }

    private static async Task PutReleaseAsync(GatewayUnderTest gateway, int number, (string Name, string Label)[] train, (string Name, string Label)[] surplus) =>
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Release(GatewayUnderTest.DatasetId, number), Formats.Release, new Release
        {
            ReleaseVersion = number,
            Snapshot = 1,
            ContentDigest = $"sha256:{1:x64}",
            Train = Labelled(train),
            Validation = [],
            Test = [],
            Surplus = Labelled(surplus),
            HeldOutFromTraining = 0,
            Trainings = [],
        });

    private static LabelledSample[] Labelled((string Name, string Label)[] samples) =>
        [.. samples.Select(sample => new LabelledSample { SampleId = GatewayUnderTest.SampleId(sample.Name), Label = sample.Label })];

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] arguments) =>
        CommandRun.OfAsync(["diff", GatewayUnderTest.DatasetId, .. arguments, "--url", gateway.Url.ToString(), "--token", gateway.Token]);
}
