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

    /// <summary>The member that holds the id, in JSON.</summary>
    public const string Member = "commandId";

    /// <summary>The command with its id: the SHA-256 of its type, the algorithm version and its canonical JSON, without times or addresses.</summary>
    /// <param name="command">A command record with a <c>CommandId</c>, whose value is not part of the id.</param>
    /// <exception cref="ArgumentException">The type has no <c>CommandId</c>.</exception>
    public static TCommand Identify<TCommand>(TCommand command)
        where TCommand : class
    {
        var body = JsonSerializer.SerializeToNode(command, CanonicalJson.Options)!.AsObject();
        IdentifyJson(typeof(TCommand).Name, body);
        return body.Deserialize<TCommand>(CanonicalJson.Options)!;
    }

    /// <summary>Sets the id of a command that is at hand as JSON only.</summary>
    /// <param name="command">Name of its type.</param>
    /// <param name="body">The command; its id is replaced.</param>
    /// <exception cref="ArgumentException">It has no <c>CommandId</c>.</exception>
    public static void IdentifyJson(string command, JsonObject body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!body.Remove(Member))
        {
            throw new ArgumentException($"{command} has no CommandId; it is no command of a worker.", nameof(command));
        }

        var identity = new JsonObject
        {
            ["algorithm"] = AlgorithmVersion,
            ["body"] = body.DeepClone(),
            ["command"] = command,
        };
        body[Member] = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Serialize(identity)));
    }
}
