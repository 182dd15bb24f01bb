using System.Diagnostics;
using System.Text.Json;
using Dcai.ObjectStorage;

namespace Dcai.Work.Sagas;

/// <summary>A command that a saga has sent, or is about to, and whose reply is not stored yet.</summary>
public sealed record OwedCommand
{
    public required string CommandId { get; init; }

    /// <summary>Name of the command's type.</summary>
    public required string Command { get; init; }

    /// <summary>The command itself.</summary>
    public required JsonElement Body { get; init; }

    /// <summary>How often it has been sent since its worker last gave a sign of life.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it is sent again unless its reply has come.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The newest slice that its worker has reported, or -1.</summary>
    public int Slice { get; init; } = -1;

    /// <summary>W3C trace context of the span in which it was first owed; null where nothing was traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Wraps a command that carries its id.</summary>
    public static OwedCommand Of<TCommand>(TCommand command, string commandId, DateTimeOffset dueAt)
        where TCommand : class => new()
        {
            CommandId = commandId,
            Command = typeof(TCommand).Name,
            Body = JsonSerializer.SerializeToElement(command, CanonicalJson.Options),
            Attempts = 1,
            DueAt = dueAt,
            TraceParent = Activity.Current is { Recorded: true } span ? span.Id : null,
        };
}
