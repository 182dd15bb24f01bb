using System.Globalization;
using System.Net;
using Dcai.Contracts;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Hosting.Tests;

[Collection(RankingModule.OneAtATime)]
public sealed class WhenMessagesAreMeasured : IDisposable
{
    private readonly DataFolder _data = new();
    private readonly string _dataset = $"measured-{Guid.NewGuid():N}";

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task The_time_of_a_command_and_of_its_wait_are_in_the_metrics()
    {
        await using var app = await StartAsync(_ => Task.CompletedTask);
        var before = await SamplesAsync(app);
        await SendAsync(app, RankingModule.Shard(_dataset));

        var after = await SeeAsync(app, samples => samples.ContainsKey(RoundCpu), "the command's CPU time");

        const string Step = """dcai_step_time_seconds_count{message="RankShard",outcome="succeeded"}""";
        const string Wait = """dcai_queue_wait_seconds_count{message="RankShard"}""";
        Assert.True(after[Step] > before.GetValueOrDefault(Step), "the command was not measured");
        Assert.True(after[Wait] > before.GetValueOrDefault(Wait), "its wait was not measured");
        Assert.InRange(after[RoundCpu], 0, 60);
        Assert.Equal(after[RoundCpu], after[$$"""dcai_cpu_time_seconds_total{dataset="{{_dataset}}",message="RankShard"}"""]);
        await app.StopAsync();
    }

    [Fact]
    public async Task A_command_that_keeps_failing_is_one_fault_and_one_step_however_often_it_is_tried()
    {
        var tries = 0;
        await using var app = await StartAsync(_ =>
        {
            Interlocked.Increment(ref tries);
            throw new InvalidDataException("damaged");
        });
        const string Step = """dcai_step_time_seconds_count{message="RankShard",outcome="faulted"}""";
        const string Fault = """dcai_faults_total{message="RankShard"}""";
        var before = await SamplesAsync(app);
        await SendAsync(app, RankingModule.Shard(_dataset));

        var after = await SeeAsync(app, samples => samples.GetValueOrDefault(Fault) > before.GetValueOrDefault(Fault), "the fault");

        Assert.Equal(3, tries);
        Assert.Equal(before.GetValueOrDefault(Step) + 1, after[Step]);
        Assert.Equal(before.GetValueOrDefault(Fault) + 1, after[Fault]);
        await app.StopAsync();
    }

    [Fact]
    public async Task A_command_in_hand_is_counted_until_it_is_done()
    {
        const string Running = """dcai_commands_running{message="RankShard"}""";
        var free = new TaskCompletionSource();
        await using var app = await StartAsync(_ => free.Task);
        var before = (await SamplesAsync(app)).GetValueOrDefault(Running);
        await SendAsync(app, RankingModule.Shard(_dataset));

        await SeeAsync(app, samples => samples.GetValueOrDefault(Running) == before + 1, "the command in hand");
        free.SetResult();
        await SeeAsync(app, samples => samples.GetValueOrDefault(Running) == before, "the command's end");
        await app.StopAsync();
    }

    [Fact]
    public async Task The_process_says_who_it_is_and_what_it_uses()
    {
        await using var app = await StartAsync(_ => Task.CompletedTask);

        var samples = await SamplesAsync(app);

        Assert.Contains(samples.Keys, sample => sample.StartsWith("target_info{", StringComparison.Ordinal) && sample.Contains("service_name=\"ranker\"", StringComparison.Ordinal)
            && sample.Contains("service_instance_id=", StringComparison.Ordinal));
        Assert.True(samples["dotnet_process_memory_working_set_bytes"] > 1_000_000, "the runtime's own metrics are missing");
        await app.StopAsync();
    }

    private string RoundCpu => $$"""dcai_round_cpu_time_seconds_total{dataset="{{_dataset}}",round="3"}""";

    private async Task<WebApplication> StartAsync(Func<ConsumeContext<RankShard>, Task> rank)
    {
        var app = await DcaiHost.BuildAsync(_data.Configure(), new RankingModule(rank));
        await app.StartAsync();
        return app;
    }

    private static async Task SendAsync(WebApplication app, RankShard command) =>
        await (await app.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:rank-shard"))).Send(command);

    private static Task<Dictionary<string, double>> SeeAsync(WebApplication app, Predicate<Dictionary<string, double>> wanted, string what) =>
        Eventually.SeeAsync(async () => await SamplesAsync(app) is { } samples && wanted(samples) ? samples : null, what);

    /// <summary>Name with labels to value; every line is a comment or a sample.</summary>
    private static async Task<Dictionary<string, double>> SamplesAsync(WebApplication app)
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var response = await client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }
}
