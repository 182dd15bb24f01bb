using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Metadata;

namespace Dcai.Orchestrator.Tests.Simulation;

/// <summary>What the bus publishes when a worker has given a command up.</summary>
internal static class Faults
{
    private static readonly ConcurrentDictionary<Type, Func<object, object>> Makers = new();

    public static object Of(object command, string reason = "the disk is full") =>
        Makers.GetOrAdd(command.GetType(), type => (Func<object, object>)typeof(Faults)
            .GetMethod(nameof(Maker), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, [reason])!)(command);

    private static Func<object, object> Maker<T>(string reason)
        where T : class =>
        command => new CommandFault<T> { Message = (T)command, Exceptions = [new Failure { Message = reason }] };

    private sealed class CommandFault<T> : Fault<T>
        where T : class
    {
        public Guid FaultId { get; } = Guid.NewGuid();

        public Guid? FaultedMessageId => null;

        public DateTime Timestamp => DateTime.UnixEpoch;

        public required ExceptionInfo[] Exceptions { get; init; }

        public HostInfo Host => HostMetadataCache.Host;

        public string[] FaultMessageTypes => [];

        public required T Message { get; init; }
    }

    private sealed class Failure : ExceptionInfo
    {
        public string ExceptionType => nameof(IOException);

        public ExceptionInfo InnerException => null!;

        public string StackTrace => "";

        public required string Message { get; init; }

        public string Source => "";

        public IDictionary<string, object> Data { get; } = new Dictionary<string, object>();
    }
}
