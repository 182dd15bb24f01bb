using System.Diagnostics;
using System.Text.Json;
using Dcai.Bench.Figures;
using Dcai.Contracts;
using Dcai.Work.Sagas;
using MassTransit;
using MathNet.Numerics.Statistics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dcai.Bench.Messages;

/// <summary>Small durable messages, published and consumed: through the house's bus, and by the bare client on a quorum queue of its own.</summary>
internal sealed class Throughput(string broker, string folder, bool quick, TextWriter output)
{
    private const string PeerQueue = "bench-peer";
    private const string Peer = "RabbitMQ.Client, quorum queue, confirms";
    private const int Publishers = 64;
    private const int DeliveriesPerAcknowledgement = 16;

    private readonly int _count = quick ? 1000 : 4000;
    private readonly int _repeats = quick ? 3 : 5;

    public async Task<IEnumerable<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        output.WriteLine($"{_count} messages, published and consumed, {_repeats} times each way");
        await using var ours = await Bus.StartAsync(Surroundings.WithFolder(broker, Path.Join(folder, "broker")), cancellationToken);
        await using var memory = await Bus.StartAsync(Surroundings.WithFolder("", Path.Join(folder, "memory")), cancellationToken);
        var (bare, house, within) = (new List<double>(), new List<double>(), new List<double>());
        for (var repeat = -1; repeat < _repeats; repeat++)
        {
            var rates = (await BareAsync(cancellationToken), await ours.RunAsync(_count, cancellationToken), await memory.RunAsync(_count, cancellationToken));

            // The first time, everything is compiled.
            if (repeat >= 0)
            {
                bare.Add(rates.Item1);
                house.Add(rates.Item2);
                within.Add(rates.Item3);
            }
        }

        return
        [
            new Figure("durable messages, broker", house.Median(), "1/s", Peer, bare.Median()),
            new Figure("messages, in memory", within.Median(), "1/s"),
        ];
    }

    private async Task<double> BareAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(broker) };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var publisher = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        await using var receiver = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await receiver.QueueDeclareAsync(
            PeerQueue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: cancellationToken);
        await receiver.BasicQosAsync(0, Listener<AdvanceSnapshot>.Prefetch, global: false, cancellationToken);
        var (received, done) = (0, new Countdown(_count));
        var consumer = new AsyncEventingBasicConsumer(receiver);
        consumer.ReceivedAsync += async (sender, delivery) =>
        {
            _ = JsonSerializer.Deserialize<AdvanceSnapshot>(delivery.Body.Span);
            if (++received % DeliveriesPerAcknowledgement == 0 || received == _count)
            {
                await receiver.BasicAckAsync(delivery.DeliveryTag, multiple: true, cancellationToken);
            }

            done.Tick();
        };
        await receiver.BasicConsumeAsync(PeerQueue, autoAck: false, consumer, cancellationToken);
        var rate = await RateAsync(
            async (number, token) => await publisher.BasicPublishAsync(
                "", PeerQueue, mandatory: true, new BasicProperties { Persistent = true }, JsonSerializer.SerializeToUtf8Bytes(Message(number)), token),
            done, _count, cancellationToken);
        await receiver.QueueDeleteAsync(PeerQueue, cancellationToken: cancellationToken);
        return rate;
    }

    private static async Task<double> RateAsync(Func<int, CancellationToken, Task> publish, Countdown done, int count, CancellationToken cancellationToken)
    {
        var from = Stopwatch.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Publishers, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, parallel, async (number, token) => await publish(number, token));
        await done.WaitAsync(cancellationToken);
        return count / Stopwatch.GetElapsedTime(from).TotalSeconds;
    }

    private static AdvanceSnapshot Message(int number) => new()
    {
        DatasetId = "numerals",
        CommandId = number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture),
        Parent = number,
        Sequence = number,
        GenerationSnapshot = 0,
    };

    /// <summary>One sender and one consumer of the house's bus in this process.</summary>
    private sealed class Bus : IAsyncDisposable
    {
        private WebApplication _host = null!;
        private Countdown _done = new(0);

        public static async Task<Bus> StartAsync(Surroundings surroundings, CancellationToken cancellationToken)
        {
            var bus = new Bus();
            var listener = new Listener<AdvanceSnapshot>(CommandQueues.Name(typeof(AdvanceSnapshot)), [typeof(AdvanceSnapshot)], _ =>
            {
                bus._done.Tick();
                return Task.CompletedTask;
            });
            bus._host = await listener.StartAsync(surroundings, cancellationToken);
            return bus;
        }

        public async Task<double> RunAsync(int count, CancellationToken cancellationToken)
        {
            _done = new Countdown(count);
            var queue = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(CommandQueues.Address(typeof(AdvanceSnapshot)));
            return await RateAsync((number, token) => queue.Send(Message(number), token), _done, count, cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            await _host.DisposeAsync();
        }
    }
}
