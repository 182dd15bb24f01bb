using System.Text;
using Dcai.Api;
using Dcai.Tests;
using RabbitMQ.Client;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenABucketTellsABroker
{
    [BrokerFact]
    public async Task What_it_tells_of_is_taken_at_once_and_nonsense_is_dropped()
    {
        var name = $"test-{Guid.NewGuid():N}";
        await using var connection = await new ConnectionFactory { Uri = new Uri(BrokerFactAttribute.Url!) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(name, ExchangeType.Direct, durable: true, autoDelete: true);
        await using var server = await BucketServer.StartAsync();
        var settings = WhenABucketIsWatched.Settings(server, listSeconds: 3600);
        (settings["Buckets:0:EventsUrl"], settings["Buckets:0:EventsQueue"]) = (BrokerFactAttribute.Url, name);
        (settings["Buckets:0:EventsExchange"], settings["Buckets:0:EventsRoutingKey"]) = (name, "photos");
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await using var watching = await gateway.RestartAsync(settings);
        await UntilAsync(async () => await ConsumersAsync(connection, name) == 1, "the gateway to listen");

        server.Objects["in/i/a.png"] = Image("a");
        foreach (var body in new[] { "no json", "{\"Hello\":1}", Message("in/i/a.png", Image("a")), Message("in/i/a.png", Image("a")) })
        {
            await channel.BasicPublishAsync(name, "photos", Encoding.UTF8.GetBytes(body));
        }

        await UntilAsync(async () => (await watching.GetAsync<UploadList>($"/api/datasets/{DatasetId}/uploads")).Waiting.Count == 1, "the image");
        await UntilAsync(async () => await channel.MessageCountAsync(name) == 0, "an empty queue");
        Assert.Equal(["in/i/a.png"], server.Reads);
        await channel.QueueDeleteAsync(name);
    }

    [Fact]
    public async Task An_address_of_another_kind_is_named()
    {
        await using var server = await BucketServer.StartAsync();
        var settings = WhenABucketIsWatched.Settings(server, listSeconds: 60);
        settings["Buckets:0:EventsUrl"] = "http://broker";

        var wrong = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => StartAsync(settings));

        Assert.Contains("Buckets:0:EventsUrl", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("amq.events")]
    public async Task A_queue_that_nobody_can_fill_is_named(string queue)
    {
        await using var server = await BucketServer.StartAsync();
        var settings = WhenABucketIsWatched.Settings(server, listSeconds: 60);
        (settings["Buckets:0:EventsUrl"], settings["Buckets:0:EventsQueue"]) = ("amqp://broker", queue);

        var wrong = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => StartAsync(settings));

        Assert.Contains("Buckets:0:EventsQueue is ", wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>As MinIO sends it: the S3 event message, and two members of its own.</summary>
    private static string Message(string key, byte[] content) =>
        $$"""{"EventName":"s3:ObjectCreated:Put","Key":"{{BucketServer.Bucket}}/{{key}}","Records":[{{WhenABucketIsWatched.Record(key, content)}}]}""";

    /// <summary>0 where there is no queue yet: a channel that asks for one is closed.</summary>
    private static async Task<uint> ConsumersAsync(IConnection connection, string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return await channel.ConsumerCountAsync(queue);
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return 0;
        }
    }
}
