using System.Reflection;
using MassTransit;

namespace Dcai.Work.Telemetry;

/// <summary>What a message is about, read from its members by name; a fault is about what its message was about.</summary>
/// <param name="Message">Name of the message's type, such as RankShard; <c>Fault&lt;RankShard&gt;</c> for a fault.</param>
/// <param name="DatasetId">Null where the message names none.</param>
/// <param name="CommandId">Null where the message names none.</param>
/// <param name="Round">Null where the message names none.</param>
public readonly record struct MessageSubject(string Message, string? DatasetId, string? CommandId, int? Round)
{
    /// <summary>What a message is about.</summary>
    public static MessageSubject Of<T>(T message)
        where T : class => Reader<T>.Read(message);

    private static MessageSubject OfFault<T>(Fault<T> fault)
        where T : class => Reader<T>.Read(fault.Message) with { Message = $"Fault<{typeof(T).Name}>" };

    private static class Reader<T>
        where T : class
    {
        private static readonly Func<T, string?>? DatasetId = Member<string?>("DatasetId");
        private static readonly Func<T, string?>? CommandId = Member<string?>("CommandId");
        private static readonly Func<T, int>? Round = Member<int>("Round");

        /// <summary>Built once per type: the members are read without reflection.</summary>
        public static readonly Func<T, MessageSubject> Read = typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(Fault<>)
            ? typeof(MessageSubject).GetMethod(nameof(OfFault), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(typeof(T).GetGenericArguments()).CreateDelegate<Func<T, MessageSubject>>()
            : message => new MessageSubject(typeof(T).Name, DatasetId?.Invoke(message), CommandId?.Invoke(message), Round?.Invoke(message));

        private static Func<T, TMember>? Member<TMember>(string name) =>
            typeof(T).GetProperty(name) is { GetMethod: { } read } property && property.PropertyType == typeof(TMember)
                ? read.CreateDelegate<Func<T, TMember>>()
                : null;
    }
}
