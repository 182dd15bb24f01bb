using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenAReportIsFetched : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_the_newest_that_is_evaluated_unless_one_is_named()
    {
        await using var gateway = await WithReleasesAsync(evaluated: [1, 2], planned: [3]);

        var newest = await RunAsync(gateway, "--format", "json");
        var first = await RunAsync(gateway, "--format", "json", "--release", "1");

        Assert.Equal((2, 1), (Release(newest.Out), Release(first.Out)));
    }

    [Fact]
    public async Task It_is_printed_as_markdown_or_written_as_a_page()
    {
        await using var gateway = await WithReleasesAsync(evaluated: [1], planned: []);

        var printed = await RunAsync(gateway);
        var written = await RunAsync(gateway, "--format", "html", "--out", _folder.Of("report.html"));

        Assert.StartsWith("# numerals\n\nrelease 1, profile quick, seed 9\n", printed.Out, StringComparison.Ordinal);
        Assert.Equal(0, written.ExitCode);
        Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(_folder.Of("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        await using var gateway = await WithReleasesAsync(evaluated: [], planned: [1]);

        (await RunAsync(gateway)).FailedWith(1, "no evaluated release yet", "status");
        (await RunAsync(gateway, "--release", "1")).FailedWith(1, "no release 1 yet");
        (await RunAsync(gateway, "--format", "pdf")).FailedWith(2, "pdf");
    }

    [Fact]
    public async Task It_says_what_had_arrived_and_a_sheet_is_refused_where_nothing_looks_alike()
    {
        await using var gateway = await WithReleasesAsync(evaluated: [1], planned: []);

        var printed = await RunAsync(gateway);
        var json = await RunAsync(gateway, "--format", "json");

        Assert.Contains("## Arrivals\n\nWhat had come in when the release was made.", printed.Out, StringComparison.Ordinal);
        Assert.Equal(0, JsonDocument.Parse(json.Out).RootElement.GetProperty("arrivals").GetProperty("accepted").GetInt32());
        (await RunAsync(gateway, "--out", _folder.Of("report.md"), "--sheet", _folder.Of("sheet.png"))).FailedWith(1, "no images that look alike");
        Assert.False(File.Exists(_folder.Of("sheet.png")));
    }

    private static int Release(string json) => JsonSerializer.Deserialize<CurationReport>(json, JsonSerializerOptions.Web)!.Release.Version;

    private static async Task<GatewayUnderTest> WithReleasesAsync(int[] evaluated, int[] planned)
    {
        var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, []);
        foreach (var release in evaluated.Concat(planned))
        {
            await gateway.PutReleaseAsync(release, snapshot: 1);
        }

        foreach (var release in evaluated)
        {
            await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Report(GatewayUnderTest.DatasetId, release), Formats.Report, new Report
            {
                Dataset = GatewayUnderTest.DatasetId,
                Profile = "quick",
                Seed = 9,
                ContentDigest = "sha256:0",
                Counts = new ReportCounts { Ingested = 1, Duplicates = 0, Rejected = 0, Certified = 1, Removed = 0, TrainValidationOverlap = 0, LabelConflicts = 0, HeldOut = 0 },
                Rounds = [],
                Evaluations = [],
                Release = new ReleaseReference { Version = release, Digest = "sha256:0" },
                Seconds = new ReportSeconds { Total = 1, Training = 0, Inference = 0, Orchestration = 1 },
                Outcomes = [],
            });
        }

        return gateway;
    }

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] args) =>
        CommandRun.OfAsync(["report", GatewayUnderTest.DatasetId, .. args, "--url", gateway.Url.ToString(), "--token", gateway.Token]);
}
