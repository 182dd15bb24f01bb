using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenABalanceIsPreviewed
{
    [Fact]
    public async Task Every_move_is_a_line_with_its_reason_and_nothing_is_stored()
    {
        await using var gateway = await WithSnapshotAsync(("i", 4), ("ii", 3), ("iii", 2));
        var before = await KeysAsync(gateway);

        var text = await RunAsync(gateway, "--dry-run");
        var json = await RunAsync(gateway, "--dry-run", "--json");

        Assert.True(text.ExitCode == 0, text.Error);
        var preview = JsonSerializer.Deserialize<BalancePreview>(json.Out, JsonSerializerOptions.Web)!;
        Assert.Equal(3, preview.Moves.Count);
        Assert.Equal([("i", 4, 2, 2), ("ii", 3, 2, 1), ("iii", 2, 2, 0)], preview.Classes.Select(one => (one.Label, one.Certified, one.Balanced, one.Surplus)));
        Assert.All(preview.Moves, move => Assert.Contains($"{move.SampleId[..12]}  '{move.Label}'  new → surplus: {move.Why}", text.Out, StringComparison.Ordinal));
        Assert.Contains("class 'ii' has 3 and the smallest, 'iii', has 2: the seed drew others", text.Out, StringComparison.Ordinal);
        Assert.Contains("snapshot 1, compared with no release yet: 3 images move (policy random); nothing was changed", text.Out, StringComparison.Ordinal);
        Assert.Equal(before, await KeysAsync(gateway));
    }

    [Fact]
    public async Task Surplus_of_the_last_release_returns_before_new_images_come_in()
    {
        await using var gateway = await WithSnapshotAsync(("i", 4), ("ii", 3), ("iii", 3));
        var first = GatewayUnderTest.SampleId("i 3");
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Release(GatewayUnderTest.DatasetId, 1), Formats.Release, new Release
        {
            ReleaseVersion = 1,
            Snapshot = 1,
            ContentDigest = $"sha256:{1:x64}",
            Train = [.. Enumerable.Range(0, 2).Select(number => new LabelledSample { SampleId = GatewayUnderTest.SampleId($"i {number}"), Label = "i" })],
            Validation = [],
            Test = [],
            Surplus = [new LabelledSample { SampleId = first, Label = "i" }],
            HeldOutFromTraining = 0,
            Trainings = [],
        });

        var preview = JsonSerializer.Deserialize<BalancePreview>((await RunAsync(gateway, "--dry-run", "--json")).Out, JsonSerializerOptions.Web)!;

        Assert.Equal((1, 1), (preview.LastRelease, preview.Classes[0].Returned));
        Assert.Equal(
            [(first, Api.BalancePlace.Surplus, Api.BalancePlace.Balanced), (GatewayUnderTest.SampleId("i 2"), Api.BalancePlace.New, Api.BalancePlace.Surplus)],
            preview.Moves.OrderByDescending(move => move.From).Select(move => (move.SampleId, move.From, move.To)));
    }

    [Fact]
    public async Task What_cannot_be_balanced_is_said_in_one_line()
    {
        await using var gateway = await WithSnapshotAsync(("i", 4), ("ii", 1));

        (await RunAsync(gateway)).FailedWith(2, "--dry-run");
        (await RunAsync(gateway, "--dry-run")).FailedWith(1, "release 1 from snapshot 1", "class 'ii' has 1", "class 'iii' has 0");
        (await RunAsync(gateway, "--dry-run", "--snapshot", "7")).FailedWith(1, "no snapshot 7");
    }

    private static async Task<GatewayUnderTest> WithSnapshotAsync(params (string Label, int Count)[] classes)
    {
        var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, await Task.WhenAll(classes.SelectMany(one => Enumerable.Range(0, one.Count).Select(number => gateway.PutSampleAsync($"{one.Label} {number}", one.Label)))));
        return gateway;
    }

    private static async Task<List<string>> KeysAsync(GatewayUnderTest gateway) =>
        await gateway.Store.ListAsync("datasets/").Select(info => info.Key).ToListAsync();

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] arguments) =>
        CommandRun.OfAsync(["balance", GatewayUnderTest.DatasetId, .. arguments, "--url", gateway.Url.ToString(), "--token", gateway.Token]);
}
