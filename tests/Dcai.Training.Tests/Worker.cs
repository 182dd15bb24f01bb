using System.Collections.Concurrent;
using Dcai.Contracts;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.Work;
using Dcai.Work.Sagas;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Training.Tests;

/// <summary>One process that trains: each command that reaches its queue is answered by what the test says.</summary>
internal sealed class Worker : IAsyncDisposable
{
    public const string Dataset = "numerals";

    public static readonly string CommandId = new('7', 64);

    private readonly ServiceProvider provider;
    private readonly ITestHarness bus;
    private readonly Telling telling = new();

    private Worker(ServiceProvider provider, ITestHarness bus) => (this.provider, this.bus) = (provider, bus);

    public SlicedTraining Trainings => provider.GetRequiredService<SlicedTraining>();

    public SampleImages Images => provider.GetRequiredService<SampleImages>();

    /// <summary>The weights of every training that was completed here.</summary>
    public List<TrainedClassifier> Completed { get; } = [];

    /// <param name="store">Shared with other workers where several processes are played.</param>
    /// <param name="trainingTime">What the trainings see as time; the system's by default.</param>
    /// <param name="terms">How leases are dealt with.</param>
    public static async Task<Worker> StartAsync(IObjectStore store, TimeProvider? trainingTime = null, LeaseTerms? terms = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(store);
        services.AddSingleton(TimeProvider.System);
        services.AddWork(terms ?? LeaseTerms.Default, WorkConcurrency.Processors);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SlicedTraining>(provider, trainingTime ?? TimeProvider.System));
        services.AddTraining();
        services.AddSingleton<Queue>();
        services.AddMassTransitTestHarness(bus => bus.AddConsumer<Consumer>().Endpoint(endpoint => endpoint.Name = "train"));
        var provider = services.BuildServiceProvider(validateScopes: true);
        var harness = provider.GetRequiredService<ITestHarness>();
        await harness.Start();
        var worker = new Worker(provider, harness);
        harness.Bus.ConnectPublishObserver(worker.telling);
        return worker;
    }

    /// <summary>Sends the command and waits until it is consumed.</summary>
    /// <param name="consume">What consumes it; what it throws, the caller sees.</param>
    /// <param name="slice">The slice that the command wants; null as a command without the header.</param>
    /// <returns>What the consumer published, progress left out.</returns>
    public async Task<IReadOnlyList<object>> ConsumeAsync(Func<ConsumeContext, Task> consume, int? slice = null)
    {
        var queue = provider.GetRequiredService<Queue>();
        (queue.Consume, queue.Done) = (consume, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        telling.Told.Clear();
        var command = new TrainAuxiliaryModel
        {
            DatasetId = Dataset,
            CommandId = CommandId,
            Round = 1,
            TrainingSet = new Descriptor { MediaType = "application/json", Digest = $"sha256:{CommandId}", SizeBytes = 1 },
            SettingsVersion = 1,
        };
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri("queue:train"));
        await endpoint.Send(command, Pipe.Execute<SendContext>(send =>
        {
            if (slice is { } wanted)
            {
                send.Headers.Set(SagaDispatch.SliceHeader, wanted);
            }
        }));
        await queue.Done.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return [.. telling.Told];
    }

    /// <summary>One slice of the work, trained as a service would.</summary>
    /// <param name="context">The command's message.</param>
    /// <param name="work">Loads what is trained.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    public Task TrainAsync(ConsumeContext context, Func<Task<TrainingWork>> work, CancellationToken cancellationToken = default) =>
        Trainings.RunAsync(
            context, Dataset, CommandId, _ => work(),
            (trainedWork, trained, intervals, _) =>
            {
                Completed.Add(trained);
                return Task.FromResult(new Finished { WeightsDigest = Digests.Sha256(trained.Weights), Name = trainedWork.Name, Intervals = intervals.Count });
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await bus.Stop();
        await provider.DisposeAsync();
    }

    private sealed class Queue
    {
        public Func<ConsumeContext, Task> Consume { get; set; } = null!;

        public TaskCompletionSource Done { get; set; } = null!;
    }

    private sealed class Consumer(Queue queue) : IConsumer<TrainAuxiliaryModel>
    {
        public async Task Consume(ConsumeContext<TrainAuxiliaryModel> context)
        {
#pragma warning disable CA1031 // The test judges what was thrown.
            try
            {
                await queue.Consume(context);
                queue.Done.SetResult();
            }
            catch (Exception exception)
            {
                queue.Done.SetException(exception);
            }
#pragma warning restore CA1031
        }
    }

    private sealed class Telling : IPublishObserver
    {
        public ConcurrentQueue<object> Told { get; } = [];

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            if (context.Message is not WorkProgressed)
            {
                Told.Enqueue(context.Message);
            }

            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}

/// <summary>The event with which these trainings end.</summary>
public sealed record Finished
{
    public required string WeightsDigest { get; init; }

    public required string Name { get; init; }

    /// <summary>How many intervals of training were told.</summary>
    public required int Intervals { get; init; }
}
