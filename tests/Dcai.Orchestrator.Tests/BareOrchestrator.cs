using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Dcai.ObjectStorage;
using Dcai.Work.Sagas;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Middleware;
using MassTransit.Saga;

namespace Dcai.Orchestrator.Tests;

/// <summary>A message on its way to the saga.</summary>
/// <param name="Message">What it says.</param>
/// <param name="MessageId">A redelivery has the same.</param>
/// <param name="AsksForAnswer">Somebody waits for the answer.</param>
internal sealed record Delivery(object Message, Guid MessageId, bool AsksForAnswer = false);

/// <summary>The real state machine with the real policies of its events, for one clock; builds orchestrators that have no bus.</summary>
internal sealed class BareOrchestrators
{
    private static readonly MethodInfo HandlerOf = typeof(BareOrchestrators).GetMethod(nameof(Handler), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly Dictionary<Type, Func<BareOrchestrator, Delivery, Task>> _handlers = [];

    public BareOrchestrators(TimeProvider time)
    {
        Time = time;
        Machine = new CurationStateMachine(time);
        foreach (var correlation in Machine.Correlations)
        {
            var handler = HandlerOf.MakeGenericMethod(correlation.DataType).Invoke(null, [Machine, correlation])!;
            _handlers.Add(correlation.DataType, (Func<BareOrchestrator, Delivery, Task>)handler);
        }
    }

    public TimeProvider Time { get; }

    public CurationStateMachine Machine { get; }

    /// <summary>The types of message that the saga listens to.</summary>
    public IReadOnlyCollection<Type> Messages => _handlers.Keys;

    /// <param name="store">Shared by those that race.</param>
    /// <param name="send">Takes each command with its queue; may throw.</param>
    public BareOrchestrator Start(IObjectStore store, Func<Uri, object, Task> send) => new(this, store, send);

    internal Task HandleAsync(BareOrchestrator orchestrator, Delivery delivery)
    {
        var type = delivery.Message.GetType();
        type = type.GetInterfaces().FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(Fault<>)) ?? type;
        return _handlers[type](orchestrator, delivery);
    }

    private static Func<BareOrchestrator, Delivery, Task> Handler<T>(CurationStateMachine machine, EventCorrelation<CurationState, T> correlation)
        where T : class
    {
        var filter = new StateMachineSagaMessageFilter<CurationState, T>(machine, correlation.Event);
        var pipe = Pipe.New<SagaConsumeContext<CurationState, T>>(configurator => configurator.UseFilter(filter));
        return (orchestrator, delivery) =>
            orchestrator.Repository.Send(BareContext<T>.Of(delivery, orchestrator.Send), correlation.Policy, pipe);
    }
}

/// <summary>One orchestrator process: the real repository over a store; what it sends goes to a delegate.</summary>
internal sealed class BareOrchestrator
{
    /// <summary>Where answers go.</summary>
    public static readonly Uri Client = new("loopback://client/");

    private static readonly SagaDispatch Dispatch = new(OrchestratorModule.Commands);

    private readonly BareOrchestrators _kind;

    internal BareOrchestrator(BareOrchestrators kind, IObjectStore store, Func<Uri, object, Task> send)
    {
        _kind = kind;
        Send = send;
        Log = new SagaLog<CurationState>(store, CurationState.Format, kind.Time);
        Repository = new SagaRepository<CurationState>(new ObjectStoreSagaRepository<CurationState>(
            Log, Dispatch, new SagaConsumeContextFactory<SagaLog<CurationState>, CurationState>(), kind.Time));
    }

    public SagaLog<CurationState> Log { get; }

    internal SagaRepository<CurationState> Repository { get; }

    internal Func<Uri, object, Task> Send { get; }

    /// <summary>Loads, handles, stores, sends; the end of the task is the acknowledgement.</summary>
    public Task HandleAsync(Delivery delivery) => _kind.HandleAsync(this, delivery);
}

/// <summary>As much of a consume context as a saga and its repository ask for.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class BareContext<T> : DispatchProxy
    where T : class
{
    private Delivery _delivery = null!;
    private Func<Uri, object, Task> _send = null!;
    private Guid _correlationId;

    public static ConsumeContext<T> Of(Delivery delivery, Func<Uri, object, Task> send)
    {
        var context = Create<ConsumeContext<T>, BareContext<T>>();
        var proxy = (BareContext<T>)(object)context;
        (proxy._delivery, proxy._send, proxy._correlationId) = (delivery, send, DatasetIds.Correlation(DatasetIds.Of(delivery.Message)));
        return context;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_Message" => _delivery.Message,
        "get_MessageId" => (Guid?)_delivery.MessageId,
        "get_CorrelationId" => (Guid?)_correlationId,
        "get_ResponseAddress" => _delivery.AsksForAnswer ? BareOrchestrator.Client : null,
        "RespondAsync" => _send(BareOrchestrator.Client, args![0]!),
        "get_ReceiveContext" => BareReceiveContext.Of(_send),
        "get_CancellationToken" => CancellationToken.None,
        "GetSendEndpoint" => Task.FromResult(BareEndpoint.Of((Uri)args![0]!, _send)),
        "AddConsumeTask" => null,
        "TryGetPayload" or "HasPayloadType" => false,
        var name when name.StartsWith("Notify", StringComparison.Ordinal) => Task.CompletedTask,
        var name when name.StartsWith("get_", StringComparison.Ordinal) =>
            targetMethod.ReturnType.IsValueType ? Activator.CreateInstance(targetMethod.ReturnType) : null,
        var name => throw new NotSupportedException($"The saga asked its context for {name}."),
    };
}

/// <summary>A send endpoint that hands every message to a delegate.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class BareEndpoint : DispatchProxy
{
    private Uri _queue = null!;
    private Func<Uri, object, Task> _send = null!;

    public static ISendEndpoint Of(Uri queue, Func<Uri, object, Task> send)
    {
        var endpoint = Create<ISendEndpoint, BareEndpoint>();
        var proxy = (BareEndpoint)(object)endpoint;
        (proxy._queue, proxy._send) = (queue, send);
        return endpoint;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(ISendEndpoint.Send)
        ? _send(_queue, args![0]!)
        : throw new NotSupportedException($"The saga asked an endpoint for {targetMethod.Name}.");
}

/// <summary>Where a consume context finds the endpoint of whoever asked, when there is no saga to answer.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class BareReceiveContext : DispatchProxy
{
    private Func<Uri, object, Task> _send = null!;

    public static ReceiveContext Of(Func<Uri, object, Task> send)
    {
        var context = Create<ReceiveContext, BareReceiveContext>();
        ((BareReceiveContext)(object)context)._send = send;
        return context;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_SendEndpointProvider" => BareEndpoints.Of(_send),
        "AddReceiveTask" => null,
        _ => targetMethod.ReturnType.IsValueType && targetMethod.ReturnType != typeof(void) ? Activator.CreateInstance(targetMethod.ReturnType) : null,
    };
}

/// <summary>Finds a <see cref="BareEndpoint"/> for every address.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class BareEndpoints : DispatchProxy
{
    private Func<Uri, object, Task> _send = null!;

    public static ISendEndpointProvider Of(Func<Uri, object, Task> send)
    {
        var endpoints = Create<ISendEndpointProvider, BareEndpoints>();
        ((BareEndpoints)(object)endpoints)._send = send;
        return endpoints;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Task.FromResult(BareEndpoint.Of((Uri)args![0]!, _send));
}
