using MassTransit;

namespace Dcai.Work.Sagas;

/// <summary>Where commands are sent: one queue per command.</summary>
public static class CommandQueues
{
    /// <summary>The queue of a command: its name in kebab case.</summary>
    public static string Name(Type command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return KebabCaseEndpointNameFormatter.Instance.SanitizeName(command.Name);
    }

    /// <summary>The exchange before the queue. Who sends to it does not have to know how the queue is made; the host sees to it that it is there.</summary>
    public static Uri Address(Type command) => new($"exchange:{Name(command)}");
}
