using Dcai.Contracts;
using Dcai.Hosting;
using Dcai.ObjectStorage;
using Dcai.Work.Sagas;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Orchestrator;

/// <summary>The saga that knows the order of things, and its timer. Reads no blob, computes nothing.</summary>
public sealed class OrchestratorModule : IServiceModule
{
    /// <summary>The commands that a curation may owe.</summary>
    public static IReadOnlyList<Type> Commands { get; } =
    [
        typeof(AdvanceSnapshot), typeof(SelectForReview), typeof(OpenReview), typeof(ComposeTrainingSet), typeof(TrainAuxiliaryModel), typeof(RankShard),
        typeof(BalanceDataset), typeof(TrainFold), typeof(EvaluateDataset), typeof(TrainGan), typeof(SynthesizeSamples),
    ];

    /// <inheritdoc />
    public string Name => "orchestrator";

    /// <inheritdoc />
    public IReadOnlyList<Type> Sends => Commands;

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<CurationMeter>();
        services.AddSingleton<StateLog>();
        services.AddSingleton(provider => new SagaLog<CurationState>(
            provider.GetRequiredService<IObjectStore>(), CurationState.Format, provider.GetRequiredService<TimeProvider>(),
            (Action<CurationState>)provider.GetRequiredService<CurationMeter>().Note + provider.GetRequiredService<StateLog>().Note));
        services.AddSingleton(new SagaDispatch(Commands));
        services.AddOptions<OrchestratorOptions>().Bind(configuration).ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<CurationTimer>();
    }

    /// <inheritdoc />
    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddSagaStateMachine<CurationStateMachine, CurationState, CurationSagaDefinition>().ObjectStoreRepository();
    }
}

/// <summary>A conflict means that another orchestrator handled a message for the same dataset first: try again at once, then ever slower.</summary>
public sealed class CurationSagaDefinition : SagaDefinition<CurationState>
{
    public CurationSagaDefinition()
    {
        EndpointName = "curation";
        ConcurrentMessageLimit = 16;
    }

    /// <inheritdoc />
    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<CurationState> sagaConfigurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<SagaConflictException>();
            retry.Immediate(20);
        });
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Ignore<SagaConflictException>();
            retry.Exponential(6, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(500));
        });
    }
}
