using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dcai.ObjectStorage;

namespace Dcai.Work;

/// <summary>A command is what it asks for: its id follows from its content, so that asking twice is asking once.</summary>
public static class CommandIds
{
    /// <summary>Part of every id. Raise it when an algorithm changes what a command yields: old results then no longer answer new commands.</summary>
    public const int AlgorithmVersion = 1;

    private const string IdMember = "commandId";

    /// <summary>The command with its id: the SHA-256 of its type, the algorithm version and its canonical JSON, without times or addresses.</summary>
    /// <param name="command">A command record with a <c>CommandId</c>, whose value is not part of the id.</param>
    /// <exception cref="ArgumentException">The type has no <c>CommandId</c>.</exception>
    public static TCommand Identify<TCommand>(TCommand command)
        where TCommand : class
    {
        var body = JsonSerializer.SerializeToNode(command, CanonicalJson.Options)!.AsObject();
        if (!body.Remove(IdMember))
        {
            throw new ArgumentException($"{typeof(TCommand).Name} has no CommandId; it is no command of a worker.", nameof(command));
        }

        var identity = new JsonObject
        {
            ["algorithm"] = AlgorithmVersion,
            ["body"] = body.DeepClone(),
            ["command"] = typeof(TCommand).Name,
        };
        body[IdMember] = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Serialize(identity)));
        return body.Deserialize<TCommand>(CanonicalJson.Options)!;
    }
}
