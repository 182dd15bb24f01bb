using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dcai.Work.Sagas;

/// <summary>
/// MassTransit's saga repository over <see cref="SagaLog{TState}"/>: load, let the state machine change the state, store the next version, and only
/// then send what that version owes. A crash after any of these steps is repaired by the redelivery of the message or by the saga's timer.
/// </summary>
public sealed class ObjectStoreSagaRepository<TState>(
    SagaLog<TState> log, SagaDispatch dispatch, ISagaConsumeContextFactory<SagaLog<TState>, TState> factory, TimeProvider time)
    : ISagaRepositoryContextFactory<TState>, ILoadSagaRepositoryContextFactory<TState>
    where TState : class, ISagaState
{
    /// <inheritdoc />
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TState, T>> next)
        where T : class
    {
        var datasetId = DatasetIds.Of(context.Message);
        var gate = log.Gate(datasetId);

        // Within one process two messages for one dataset would only conflict; between processes the log decides.
        await gate.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        try
        {
            var loadedAt = time.GetTimestamp();
            var loaded = await log.LoadAsync(datasetId, context.CancellationToken).ConfigureAwait(false);
            if (loaded is null && await log.IsHiddenAsync(datasetId, context.CancellationToken).ConfigureAwait(false))
            {
                // A late message does not revive a deleted dataset; until its saga is deleted, it is cancelled and ignores what comes.
                return;
            }

            var state = loaded?.State;
            if (state is null || context.MessageId is null || state.MessageId != context.MessageId)
            {
                var repository = new RepositoryContext<T>(context, datasetId, loaded, loadedAt, log, factory);
                await next.Send(repository).ConfigureAwait(false);
                state = repository.State;
            }

            if (state is not null)
            {
                await SendOwedAsync(context, state).ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TState> query, IPipe<SagaRepositoryQueryContext<TState, T>> next)
        where T : class =>
        throw new NotSupportedException("Sagas are found by their dataset, not by a query.");

    /// <inheritdoc />
    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TState>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class =>
        throw new NotSupportedException("Read the saga's versions through SagaLog.");

    /// <inheritdoc />
    public void Probe(ProbeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Add("persistence", "object store");
    }

    private async Task SendOwedAsync<T>(ConsumeContext<T> context, TState state)
        where T : class
    {
        foreach (var owed in state.Owed)
        {
            await dispatch.SendAsync(context, owed, context.CancellationToken).ConfigureAwait(false);
        }

        if (context.ResponseAddress is not null)
        {
            var answer = state.Answer();
            await context.RespondAsync(answer, answer.GetType()).ConfigureAwait(false);
        }
    }

    private sealed class RepositoryContext<T>(
        ConsumeContext<T> context, string datasetId, LoadedSaga<TState>? loaded, long loadedAt, SagaLog<TState> log,
        ISagaConsumeContextFactory<SagaLog<TState>, TState> factory)
        : ConsumeContextScope<T>(context), SagaRepositoryContext<TState, T>
        where T : class
    {
        private readonly ConsumeContext<T> _context = context;

        public TState? State { get; private set; }

        public Task<SagaConsumeContext<TState, T>> Add(TState instance) => Begin(instance, SagaConsumeContextMode.Add);

        public Task<SagaConsumeContext<TState, T>> Insert(TState instance) => Begin(instance, SagaConsumeContextMode.Insert);

        public async Task<SagaConsumeContext<TState, T>> Load(Guid correlationId) =>
            loaded is null ? null! : await Begin(loaded.State, SagaConsumeContextMode.Load).ConfigureAwait(false);

        public Task Save(SagaConsumeContext<TState> context) =>
            log.AppendAsync(context.Saga, loaded?.LoadedAt ?? loadedAt, _context.MessageId, CancellationToken);

        public Task Update(SagaConsumeContext<TState> context) => context.Saga.Changed ? Save(context) : Task.CompletedTask;

        public Task Delete(SagaConsumeContext<TState> context) => Task.CompletedTask;

        public Task Discard(SagaConsumeContext<TState> context) => Task.CompletedTask;

        public Task Undo(SagaConsumeContext<TState> context) => Task.CompletedTask;

        public Task<SagaConsumeContext<TState, TOther>> CreateSagaConsumeContext<TOther>(
            ConsumeContext<TOther> consumeContext, TState instance, SagaConsumeContextMode mode)
            where TOther : class =>
            factory.CreateSagaConsumeContext(log, consumeContext, instance, mode);

        private Task<SagaConsumeContext<TState, T>> Begin(TState instance, SagaConsumeContextMode mode)
        {
            instance.DatasetId = datasetId;
            instance.BeginVersion();
            State = instance;
            return factory.CreateSagaConsumeContext(log, _context, instance, mode);
        }
    }
}

/// <summary>Registers the repository.</summary>
public static class ObjectStoreSagaRegistration
{
    /// <summary>Keeps the saga's versions in the object store. <see cref="SagaLog{TState}"/> and <see cref="SagaDispatch"/> must be registered.</summary>
    public static void ObjectStoreRepository<TState>(this ISagaRegistrationConfigurator<TState> saga)
        where TState : class, ISagaState
    {
        ArgumentNullException.ThrowIfNull(saga);
        saga.Repository(repository =>
        {
            repository.TryAddSingleton(TimeProvider.System);
            repository.RegisterLoadSagaRepository<TState, ObjectStoreSagaRepository<TState>>();
            repository.RegisterSagaRepository<TState, SagaLog<TState>, SagaConsumeContextFactory<SagaLog<TState>, TState>, ObjectStoreSagaRepository<TState>>();
        });
    }
}
