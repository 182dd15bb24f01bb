using Dcai.Contracts;
using Dcai.Tests;
using Dcai.Work.Sagas;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Hosting.Tests;

[Collection(RankingModule.OneAtATime)]
public sealed class WhenAWorkerReports : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public Task It_says_who_it_is_and_what_it_is_doing_until_that_is_done() => AssertReportsAsync();

    [BrokerFact]
    public Task It_does_so_over_a_real_broker() => AssertReportsAsync(("Dcai:Bus:Transport", "RabbitMq"), ("Dcai:Bus:Url", BrokerFactAttribute.Url!));

    private async Task AssertReportsAsync(params (string Key, string Value)[] bus)
    {
        var free = new TaskCompletionSource();
        var module = new RankingModule(_ => free.Task);
        await using var app = await DcaiHost.BuildAsync(_data.Configure(bus), module);
        await app.StartAsync();
        await Eventually.UntilAsync(() => Mine().Any(report => report.Activities.Count == 0), "the first sign of life");
        var begun = DateTimeOffset.UtcNow;
        await (await app.Services.GetRequiredService<IBus>().GetSendEndpoint(CommandQueues.Address(typeof(RankShard)))).Send(RankingModule.Shard("numerals"));

        await Eventually.UntilAsync(() => Mine().Any(report => report.Activities.Count == 1), "the activity");
        var busy = Mine().First(report => report.Activities.Count == 1);
        free.SetResult();
        await Eventually.UntilAsync(() => Mine().Last().Activities.Count == 0, "the activity's end");

        Assert.Equal(("ranker", Environment.MachineName, Environment.ProcessId), (busy.Service, busy.Host, busy.ProcessId));
        Assert.True(busy.ResidentBytes > 1_000_000 && busy.StartedAt < begun, "memory or start is wrong");
        Assert.Equal(("RankShard", "numerals", 3, 1), (busy.Activities[0].Command, busy.Activities[0].DatasetId, busy.Activities[0].Round, busy.Activities[0].Count));
        Assert.InRange(busy.Activities[0].Since, begun, DateTimeOffset.UtcNow);
        Assert.Single(Mine().Select(report => report.Instance).Distinct());
        await app.StopAsync();

        // On a broker others may be heard as well.
        IEnumerable<WorkerReported> Mine() => module.Reports.Where(report => report.Service == "ranker");
    }
}
