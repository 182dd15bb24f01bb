using Dcai.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Hosting.Failpoints;

/// <summary>Ends the process before or after a message leaves, or before or after one is acknowledged. Progress does not count: it may be lost.</summary>
internal sealed class FailingBus(Failpoint failpoint) : IPublishObserver, ISendObserver, IConsumeObserver, IReceiveObserver
{
    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Reach<T>(Failpoint.BeforePublish);

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Reach<T>(Failpoint.AfterPublish);

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PreSend<T>(SendContext<T> context)
        where T : class => Reach<T>(Failpoint.BeforePublish);

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Reach<T>(Failpoint.AfterPublish);

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class => Reach<T>(Failpoint.BeforeAcknowledge);

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Reach<object>(Failpoint.AfterAcknowledge);

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;

    private Task Reach<T>(string place)
    {
        if (typeof(T) != typeof(WorkProgressed))
        {
            failpoint.Reach(place);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Registers the failpoint.</summary>
internal static class FailpointServices
{
    public static void AddFailpoint(this IServiceCollection services, Failpoint failpoint)
    {
        services.AddSingleton(failpoint);
        services.AddPublishObserver<FailingBus>();
        services.AddSendObserver<FailingBus>();
        services.AddConsumeObserver<FailingBus>();
        services.AddReceiveObserver<FailingBus>();
    }
}
