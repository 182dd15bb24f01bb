using System.Text.Json;
using Dcai.Api;
using Dcai.Cli.Gateway;
using Dcai.Cli.Oracles;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenItTalksToAGateway : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_creates_lists_and_changes_datasets()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();

        var created = await RunAsync(gateway, "create", "numerals", "--classes", "i,ii,iii", "--profile", "paper", "--seed", "7", "--set", "foldCount=3");
        var again = await RunAsync(gateway, "create", "numerals", "--classes", "i,ii,iii", "--profile", "paper", "--seed", "7", "--set", "foldCount=3");
        var other = await RunAsync(gateway, "create", "numerals", "--classes", "i,ii");
        var changed = await RunAsync(gateway, "settings", "numerals", "--set", "auxiliaryEpochs=9", "--json");
        var status = await RunAsync(gateway, "status");
        var unknown = await RunAsync(gateway, "status", "nobody");

        Assert.Equal((0, 0), (created.ExitCode, again.ExitCode));
        other.FailedWith(1, "exists with other settings");
        var settings = JsonSerializer.Deserialize<SettingsVersion>(changed.Out, JsonSerializerOptions.Web)!;
        Assert.Equal((2, 9, 3, 7UL, "paper"), (settings.Version, settings.Settings.AuxiliaryEpochs, settings.Settings.FoldCount, settings.Settings.Seed, settings.Settings.Profile));
        Assert.StartsWith("numerals: nothing has happened yet\n", status.Out, StringComparison.Ordinal);
        unknown.FailedWith(1, "no dataset 'nobody'");
    }

    [Fact]
    public async Task It_takes_the_classes_from_a_folder_and_uploads_it()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        _folder.Write("data/train/i/a.png");
        _folder.Write("data/val/ii/b.png");

        Assert.Equal(0, (await RunAsync(gateway, "create", "numerals", "--from", _folder.Of("data"))).ExitCode);
        var ingested = await RunAsync(gateway, "ingest", "numerals", _folder.Of("data"), "--json");

        var receipt = Assert.Single(JsonSerializer.Deserialize<Images.IngestOutcome>(ingested.Out, JsonSerializerOptions.Web)!.Uploads);
        var upload = await gateway.Store.GetDocumentAsync(StoreKeys.Inbox("numerals", receipt.UploadId), Formats.Upload);
        Assert.Equal([("train/i/a.png", "i", "train"), ("val/ii/b.png", "ii", "val")], upload.Files.Select(file => (file.Name, file.Label, file.Split)));
        Assert.Equal("data", upload.Source);
    }

    [Fact]
    public async Task A_wrong_token_is_told()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();

        (await CommandRun.OfAsync("status", "--url", gateway.Url.ToString(), "--token", "guess")).FailedWith(1, "token");
    }

    [Fact]
    public async Task It_finds_the_gateway_in_the_environment_and_in_the_data_folder()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        new GatewayAddress(gateway.Url, gateway.Token).Write(_folder.Path);

        Assert.Equal(0, (await CommandRun.OfAsync(new Dictionary<string, string> { ["DCAI_URL"] = gateway.Url.ToString(), ["DCAI_TOKEN"] = gateway.Token }, "status")).ExitCode);
        Assert.Equal(0, (await CommandRun.OfAsync("status", "--data-dir", _folder.Path)).ExitCode);
    }

    [Fact]
    public async Task The_simulated_reviewer_decides_everything_and_says_what_it_is()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        string[] names = [.. Enumerable.Range(0, 250).Select(number => $"s{number}")];
        await gateway.OpenReviewAsync(names);
        _folder.Write("oracle.csv", "sha256,agreed_label\n" + string.Concat(names.Select((name, index) =>
            $"{GatewayUnderTest.SampleId(name)},{(index % 10 == 0 ? "invalid" : "ii")}\n")));

        var run = await RunAsync(gateway, "review", GatewayUnderTest.DatasetId, "--oracle", _folder.Of("oracle.csv"), "--once");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("SIMULATED", run.Out, StringComparison.Ordinal);
        Assert.Contains("250 simulated decisions", run.Out, StringComparison.Ordinal);
        var decisions = (await gateway.GetAsync<DecisionList>($"/api/datasets/{GatewayUnderTest.DatasetId}/decisions?limit=1000")).Decisions;
        Assert.Equal(names.Select(GatewayUnderTest.SampleId), decisions.Select(decision => decision.SampleId));
        Assert.All(decisions, decision => Assert.True(decision is { Simulated: true, Reviewer: SimulatedReviewer.Name }));
        Assert.Equal(3, decisions.Select(decision => decision.BatchId).Distinct().Count());
        Assert.Equal(25, decisions.Count(decision => decision is { Verdict: Api.Verdict.Remove, Reason: "invalid", Label: null }));
        await GatewayUnderTest.UntilAsync(() => gateway.Heard.Completed.Any(completed => completed.DecisionCount == 250), "the announcement");
    }

    [Fact]
    public async Task An_image_that_the_oracle_does_not_know_stops_the_reviewer()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.OpenReviewAsync("a");
        _folder.Write("oracle.csv", $"sha256,agreed_label\n{new string('0', 64)},i\n");

        (await RunAsync(gateway, "review", GatewayUnderTest.DatasetId, "--oracle", _folder.Of("oracle.csv"), "--once")).FailedWith(1, "no row for the image");
    }

    [Fact]
    public async Task An_export_has_the_images_and_their_certificates_and_can_be_repeated()
    {
        await using var gateway = await WithSnapshotAsync();
        var target = _folder.Of("export");

        var first = await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, target, "--snapshot", "1");
        File.Delete(Path.Join(target, "certified", "ii", $"{GatewayUnderTest.SampleId("b")}.png"));
        var second = await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, target, "--snapshot", "1");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        var lines = await File.ReadAllLinesAsync(Path.Join(target, "certificates.jsonl"));
        Assert.Equal(2, lines.Length);
        foreach (var line in lines)
        {
            var certificate = JsonSerializer.Deserialize<Certificate>(line, JsonSerializerOptions.Web)!;
            var file = JsonDocument.Parse(line).RootElement.GetProperty("file").GetString()!;
            Assert.Equal(("ada", 1), (certificate.CertifiedBy, certificate.Round));
            Assert.Equal($"certified/{certificate.Label}/{certificate.SampleId}.png", file);
            Assert.Equal(certificate.SampleId, Digests.Hex(Digests.Sha256(await File.ReadAllBytesAsync(Path.Join(target, file)))));
        }

        Assert.DoesNotContain(Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories), file => file.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_export_never_mixes_with_anything_else()
    {
        await using var gateway = await WithSnapshotAsync();
        _folder.Write("mine/thesis.txt");
        var target = _folder.Of("export");
        await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, target, "--snapshot", "1");
        await gateway.PutSnapshotAsync(2, [await gateway.PutSampleAsync("a", "i")]);

        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, _folder.Of("mine"), "--snapshot", "1")).FailedWith(1, "not empty");
        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, _folder.Of("mine/thesis.txt"), "--snapshot", "1")).FailedWith(1, "is a file");
        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, target, "--snapshot", "2")).FailedWith(1, "something else");
        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, target, "--snapshot", "9")).FailedWith(1, "no snapshot 9");
        (await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, _folder.Of("other"))).FailedWith(1, "no release yet", "--snapshot");
    }

    [Fact]
    public async Task History_is_a_table_or_json()
    {
        await using var gateway = await WithSnapshotAsync();

        var table = await RunAsync(gateway, "snapshots", GatewayUnderTest.DatasetId);
        var json = await RunAsync(gateway, "snapshots", GatewayUnderTest.DatasetId, "--json");

        Assert.Contains("uncertified", table.Out, StringComparison.Ordinal);
        var snapshot = Assert.Single(JsonSerializer.Deserialize<List<SnapshotSummary>>(json.Out, JsonSerializerOptions.Web)!);
        Assert.Equal((3, 2, 1), (snapshot.Counts.Samples, snapshot.Counts.Certified, snapshot.Counts.Uncertified));
    }

    private static async Task<GatewayUnderTest> WithSnapshotAsync()
    {
        var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        Sample[] samples = [await gateway.PutSampleAsync("a", "i"), await gateway.PutSampleAsync("b", "ii"), await gateway.PutSampleAsync("c")];
        await gateway.PutSnapshotAsync(1, samples);
        return gateway;
    }

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] args) =>
        CommandRun.OfAsync([.. args, "--url", gateway.Url.ToString(), "--token", gateway.Token]);
}
