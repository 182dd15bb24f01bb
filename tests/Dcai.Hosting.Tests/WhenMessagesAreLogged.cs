using System.Text.Json;
using Dcai.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Hosting.Tests;

[Collection(RankingModule.OneAtATime)]
public sealed class WhenMessagesAreLogged : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Every_line_names_the_dataset_the_command_and_the_round()
    {
        var ranked = new TaskCompletionSource();
        Directory.CreateDirectory(_data.Root);
        var file = Path.Join(_data.Root, "log-.json");
        await using (var app = await DcaiHost.BuildAsync(
            _data.Configure(("Dcai:Log:Level", "Information"), ("Dcai:Log:Json", "true"), ("Dcai:Log:File", file)),
            new RankingModule(_ =>
            {
                ranked.TrySetResult();
                return Task.CompletedTask;
            })))
        {
            await app.StartAsync();
            await (await app.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:rank-shard"))).Send(RankingModule.Shard("numerals", "abc"));
            await ranked.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await app.StopAsync();
        }

        var lines = File.ReadAllLines(Directory.GetFiles(_data.Root, "log-*.json").Single()).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var properties = Assert.Single(lines, line => line.GetProperty("MessageTemplate").GetString() == "Ranking shard {Shard}").GetProperty("Properties");
        Assert.Equal("numerals", properties.GetProperty("DatasetId").GetString());
        Assert.Equal("abc", properties.GetProperty("CommandId").GetString());
        Assert.Equal(3, properties.GetProperty("Round").GetInt32());
        Assert.Equal(0, properties.GetProperty("Shard").GetInt32());
        var end = Assert.Single(lines, line => line.GetProperty("MessageTemplate").GetString()!.StartsWith("{Message} of {DatasetId} {Outcome} after", StringComparison.Ordinal)).GetProperty("Properties");
        Assert.Equal(("RankShard", "numerals", "Succeeded"), (end.GetProperty("Message").GetString(), end.GetProperty("DatasetId").GetString(), end.GetProperty("Outcome").GetString()));
        Assert.Equal(("abc", 3), (end.GetProperty("CommandId").GetString(), end.GetProperty("Round").GetInt32()));
        Assert.InRange(end.GetProperty("Seconds").GetDouble(), 0, 30);
        Assert.DoesNotContain(lines, line => line.GetProperty("MessageTemplate").GetString()!.StartsWith("Bus started", StringComparison.Ordinal) && line.GetProperty("Properties").TryGetProperty("DatasetId", out _));
    }
}
