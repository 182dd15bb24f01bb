using System.Text.Json;
using Dcai.ReviewGateway.Problems;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Dcai.ReviewGateway.Buckets;

/// <summary>Hears of new objects from a broker, to which MinIO and others send S3 event messages. Hints: what is lost or is no such message changes nothing.</summary>
internal sealed class BucketQueue(BucketOptions options, Action<JsonElement> hint, TimeProvider time, ILogger logger)
{
    private const ushort Prefetch = 100;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(10);

    /// <summary>Listens until it is stopped, over every loss of the broker.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            string reason;
            try
            {
                reason = await ListenAsync(cancellationToken);
            }
            catch (Exception failure) when (failure is RabbitMQClientException or IOException)
            {
                reason = failure.Message;
            }

            logger.LogWarning(
                "Events of bucket {Bucket} are not heard ({Reason}); tried again in {Seconds} s, and the bucket is listed in any case",
                options.Bucket, reason, BetweenTries.TotalSeconds);
            await Task.Delay(BetweenTries, time, cancellationToken);
        }
    }

    /// <returns>Why it ended.</returns>
    private async Task<string> ListenAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(options.EventsUrl), AutomaticRecoveryEnabled = false, ClientProvidedName = $"dcai bucket {options.Bucket}" };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(options.EventsQueue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);
        if (options.EventsExchange.Length > 0)
        {
            await channel.QueueBindAsync(options.EventsQueue, options.EventsExchange, options.EventsRoutingKey, cancellationToken: cancellationToken);
        }

        await channel.BasicQosAsync(prefetchSize: 0, Prefetch, global: false, cancellationToken);
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, shutdown) =>
        {
            ended.TrySetResult(shutdown.ReplyText);
            return Task.CompletedTask;
        };
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            Take(message.Body);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
        };
        await channel.BasicConsumeAsync(options.EventsQueue, autoAck: false, consumer, cancellationToken);
        return await ended.Task.WaitAsync(cancellationToken);
    }

    private void Take(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var message = JsonDocument.Parse(body);
            hint(message.RootElement);
        }
        catch (Exception wrong) when (wrong is JsonException or GatewayProblemException)
        {
            logger.LogWarning("A message in {Queue} is no S3 event message and is dropped: {Reason}", options.EventsQueue, wrong.Message);
        }
    }
}
