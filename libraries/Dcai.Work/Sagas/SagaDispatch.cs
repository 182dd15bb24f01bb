using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json;
using Dcai.ObjectStorage;
using MassTransit;

namespace Dcai.Work.Sagas;

/// <summary>Turns owed commands back into messages and sends each to the queue of its type.</summary>
public sealed class SagaDispatch
{
    /// <summary>Header that says which slice of the work a command wants: a copy that comes after that slice was stored is stale.</summary>
    public const string SliceHeader = "dcai-slice";

    private readonly FrozenDictionary<string, Type> _commands;

    /// <param name="commands">The command types that a saga may owe.</param>
    public SagaDispatch(IEnumerable<Type> commands) => _commands = commands.ToFrozenDictionary(command => command.Name, StringComparer.Ordinal);

    /// <summary>Sends one owed command.</summary>
    /// <exception cref="InvalidOperationException">The command's type is unknown to this build; the message names it.</exception>
    public async Task SendAsync(ISendEndpointProvider bus, OwedCommand owed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(owed);
        if (!_commands.TryGetValue(owed.Command, out var type))
        {
            throw new InvalidOperationException($"This build knows no command {owed.Command}: it was stored by a newer one; upgrade the orchestrator.");
        }

        LinkToFirst(owed);
        var endpoint = await bus.GetSendEndpoint(CommandQueues.Address(type)).ConfigureAwait(false);
        await endpoint.Send(
            owed.Body.Deserialize(type, CanonicalJson.Options)!, type,
            Pipe.Execute<SendContext>(send => send.Headers.Set(SliceHeader, owed.Slice + 1)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A command that the timer or a restart sends again begins another trace: a link leads back to the first.</summary>
    private static void LinkToFirst(OwedCommand owed)
    {
        if (Activity.Current is { IsAllDataRequested: true } span
            && ActivityContext.TryParse(owed.TraceParent, traceState: null, out var first)
            && first.TraceId != span.TraceId)
        {
            span.AddLink(new ActivityLink(first));
        }
    }
}
