using Dcai.Api;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Workers;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenWorkersReport
{
    private static readonly DateTimeOffset Since = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task They_are_listed_with_what_they_do()
    {
        await using var gateway = await StartAsync();
        await gateway.Bus.Publish(Report("w1", running: 2));

        WorkerStatus? worker = null;
        await UntilAsync(
            async () =>
            {
                worker = (await gateway.GetAsync<WorkerList>("/api/workers")).Workers.SingleOrDefault(one => one.Instance == "w1");
                return worker is not null;
            },
            "the worker");

        Assert.Equal(("ranker", "node-1", 77, 1L << 30), (worker!.Service, worker.Host, worker.ProcessId, worker.ResidentBytes));
        var task = Assert.Single(worker.Tasks);
        Assert.Equal(("RankShard", DatasetId, 3, 2, Since), (task.Command, task.DatasetId, task.Round, task.Count, task.Since));
    }

    [Fact]
    public async Task The_gateway_itself_is_among_them()
    {
        await using var gateway = await StartAsync();

        await UntilAsync(
            async () => (await gateway.GetAsync<WorkerList>("/api/workers")).Workers.Any(one => one.ProcessId == Environment.ProcessId), "the gateway's own report");
    }

    [Fact]
    public void Who_is_silent_for_45_seconds_is_forgotten()
    {
        var time = new Clock();
        var board = new WorkerBoard(time);
        board.Note(Report("silent", running: 1));
        time.Now += TimeSpan.FromSeconds(30);
        board.Note(Report("alive", running: 1));
        Assert.Equal(2, board.Running(DatasetId, "RankShard"));

        time.Now += TimeSpan.FromSeconds(16);

        Assert.Equal("alive", Assert.Single(board.Alive()).Report.Instance);
        Assert.Equal(1, board.Running(DatasetId, "RankShard"));
    }

    [Fact]
    public async Task Queues_tell_what_waits_and_what_runs_and_how_often_it_was_sent()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await PutSagaAsync(gateway, slowest: new { State = "TrainingAuxiliary", Round = 2, Since, Seconds = 90.5, IsWork = true });
        await gateway.Bus.Publish(Report("w1", running: 2));
        await gateway.Bus.Publish(Report("w2", running: 7, datasetId: "another"));

        OutstandingWork? queue = null;
        await UntilAsync(
            async () =>
            {
                queue = (await gateway.GetAsync<DatasetStatus>($"/api/datasets/{DatasetId}")).Outstanding.Single(work => work.Command == "RankShard");
                return queue.Running > 0;
            },
            "the running shards");

        Assert.Equal((3, 1, 2, 4), (queue!.Count, queue.Waiting, queue.Running, queue.Attempts));
    }

    [Fact]
    public async Task The_slowest_step_is_the_one_that_is_over_or_the_one_that_runs()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        var path = $"/api/datasets/{DatasetId}";

        await PutSagaAsync(gateway, slowest: new { State = "TrainingAuxiliary", Round = 2, Since, Seconds = 90.5, IsWork = true }, running: DateTimeOffset.UtcNow);
        var over = (await gateway.GetAsync<DatasetStatus>(path)).SlowestStep;
        await PutSagaAsync(gateway, slowest: new { State = "TrainingAuxiliary", Round = 2, Since, Seconds = 90.5, IsWork = true }, running: DateTimeOffset.UtcNow.AddHours(-1), version: 2);
        var running = (await gateway.GetAsync<DatasetStatus>(path)).SlowestStep;
        await PutSagaAsync(gateway, slowest: null, version: 3);
        var none = (await gateway.GetAsync<DatasetStatus>(path)).SlowestStep;

        Assert.Equal(new StepDuration { State = "TrainingAuxiliary", Round = 2, Seconds = 90.5 }, over);
        Assert.Equal(("Ranking", 3, true), (running?.State, running?.Round, running?.Running));
        Assert.InRange(running!.Seconds, 3600, 3700);
        Assert.Null(none);
    }

    private static WorkerReported Report(string instance, int running, string datasetId = DatasetId) => new()
    {
        Service = "ranker",
        Instance = instance,
        Host = "node-1",
        ProcessId = 77,
        StartedAt = Since,
        ResidentBytes = 1L << 30,
        Activities = [new WorkerActivity { Command = "RankShard", DatasetId = datasetId, Round = 3, Count = running, Since = Since }],
    };

    private static async Task PutSagaAsync(GatewayUnderTest gateway, object? slowest, DateTimeOffset? running = null, long version = 1) =>
        await gateway.Store.PutIfAbsentAsync(
            StoreKeys.Saga(DatasetId, version),
            CanonicalJson.Serialize(new
            {
                Format = "dcai.curation",
                Version = 1,
                CurrentState = "Ranking",
                Round = 3,
                Generation = 1,
                Step = running is null ? null : new { State = "Ranking", Round = 3, Since = running, IsWork = true },
                SlowestStep = slowest,
                Outstanding = new[] { 1, 4, 1 }.Select((attempts, index) => new { CommandId = $"c{index}", Command = "RankShard", Attempts = attempts }),
            }));

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Since;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
