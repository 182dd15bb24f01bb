using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenWorkersAreShown
{
    [Fact]
    public async Task The_status_tells_queues_the_slowest_step_and_who_works()
    {
        await using var gateway = await BusyAsync();

        var run = await CommandRun.OfAsync("status", "--url", gateway.Url.ToString(), "--token", gateway.Token);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("numerals: round 3 · ranking by loss", run.Out, StringComparison.Ordinal);
        Assert.Contains("  RankShard: 2 in hand, 1 waiting, sent 4 times\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("  slowest step: training the auxiliary model in round 2, 12:05\n", run.Out, StringComparison.Ordinal);
        var worker = Assert.Single(run.Out.Split('\n'), line => line.Contains("node-1", StringComparison.Ordinal));
        Assert.Contains("ranker", worker, StringComparison.Ordinal);
        Assert.Contains("RankShard × 2, numerals round 3", worker, StringComparison.Ordinal);
        Assert.Contains("1:00:0", worker, StringComparison.Ordinal);
        Assert.Contains("1024 MiB", worker, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_get_them_as_json()
    {
        await using var gateway = await BusyAsync();

        var status = await CommandRun.OfAsync("status", "numerals", "--json", "--url", gateway.Url.ToString(), "--token", gateway.Token);
        var workers = await CommandRun.OfAsync("status", "--workers", "--json", "--url", gateway.Url.ToString(), "--token", gateway.Token);

        var dataset = Assert.Single(JsonSerializer.Deserialize<List<DatasetStatus>>(status.Out, JsonSerializerOptions.Web)!);
        Assert.Equal((2, 1, 4), (dataset.Outstanding[0].Running, dataset.Outstanding[0].Waiting, dataset.Outstanding[0].Attempts));
        Assert.Equal(725, dataset.SlowestStep?.Seconds);
        var ranker = Assert.Single(JsonSerializer.Deserialize<List<WorkerStatus>>(workers.Out, JsonSerializerOptions.Web)!, worker => worker.Service == "ranker");
        Assert.Equal(("node-1", 77, "RankShard"), (ranker.Host, ranker.ProcessId, ranker.Tasks[0].Command));
    }

    [Theory]
    [InlineData("status", "--workers", "--watch")]
    [InlineData("status", "--workers", "numerals")]
    public async Task Workers_belong_to_no_dataset(params string[] args) => (await CommandRun.OfAsync(args)).FailedWith(2, "--workers");

    private static async Task<GatewayUnderTest> BusyAsync()
    {
        var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.Store.PutIfAbsentAsync(
            StoreKeys.Saga(GatewayUnderTest.DatasetId, 1),
            CanonicalJson.Serialize(new
            {
                Format = "dcai.curation",
                Version = 1,
                CurrentState = "Ranking",
                Round = 3,
                Generation = 1,
                SlowestStep = new { State = "TrainingAuxiliary", Round = 2, Since = DateTimeOffset.UtcNow, Seconds = 725, IsWork = true },
                Outstanding = new[] { 1, 4, 1 }.Select((attempts, index) => new { CommandId = $"c{index}", Command = "RankShard", Attempts = attempts }),
            }));
        await gateway.Bus.Publish(new WorkerReported
        {
            Service = "ranker",
            Instance = "w1",
            Host = "node-1",
            ProcessId = 77,
            StartedAt = DateTimeOffset.UtcNow,
            ResidentBytes = 1L << 30,
            Activities = [new WorkerActivity { Command = "RankShard", DatasetId = GatewayUnderTest.DatasetId, Round = 3, Count = 2, Since = DateTimeOffset.UtcNow.AddHours(-1) }],
        });
        await GatewayUnderTest.UntilAsync(
            async () => (await gateway.GetAsync<WorkerList>("/api/workers")).Workers.Any(worker => worker.Instance == "w1"), "the worker's report");
        return gateway;
    }
}
