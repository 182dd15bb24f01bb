using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dcai.ObjectStorage;

/// <summary>A stored document's bytes are not the expected format, or newer than this build reads.</summary>
public sealed class DocumentFormatException(string message, Exception? innerException = null) : ObjectStoreException(message, innerException);

/// <summary>
/// The envelope of every stored document: <c>{ "format": Name, "version": Version, …body }</c> as canonical JSON. Additions that old readers may
/// ignore keep the version; anything else raises it and teaches <see cref="Upgrade"/> the older ones.
/// </summary>
/// <typeparam name="T">The body: a type whose JSON is an object without members called <c>format</c> or <c>version</c>.</typeparam>
public sealed class DocumentFormat<T>
    where T : class
{
    private const string FormatMember = "format";
    private const string VersionMember = "version";

    /// <exception cref="ArgumentException">The body has a member that belongs to the envelope, or is no object; the message names it.</exception>
    public DocumentFormat(string name, int version)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        foreach (var member in CanonicalJson.Options.GetTypeInfo(typeof(T)).Properties)
        {
            if (member.Name is FormatMember or VersionMember)
            {
                throw new ArgumentException($"{typeof(T).Name} has a member '{member.Name}', which belongs to the document's envelope; rename it.", nameof(name));
            }
        }

        Name = name;
        Version = version;
    }

    /// <summary>Such as <c>dcai.snapshot</c>.</summary>
    public string Name { get; }

    /// <summary>The version that is written, and the newest that is read.</summary>
    public int Version { get; }

    /// <summary>Turns the body of an older version (second argument) into the current shape; without it the older body is read as it is.</summary>
    public Func<JsonObject, int, JsonObject>? Upgrade { get; init; }

    /// <summary>The canonical bytes of the document.</summary>
    public byte[] Write(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var body = JsonSerializer.SerializeToNode(value, CanonicalJson.Options)!.AsObject();
        body.Add(FormatMember, Name);
        body.Add(VersionMember, Version);
        return CanonicalJson.Serialize(body);
    }

    /// <summary>Reads this format, up to <see cref="Version"/>. Unknown members are ignored.</summary>
    /// <param name="document">What <see cref="Write"/> of this or an older build made.</param>
    /// <param name="key">The object's key, for the message.</param>
    /// <exception cref="DocumentFormatException">Not JSON, another format, a newer version, or a body of the wrong shape; the message names key and cause.</exception>
    public T Read(ReadOnlyMemory<byte> document, string key = "document")
    {
        try
        {
            var (format, version) = ReadEnvelope(document.Span);
            if (format != Name || version < 1)
            {
                throw new DocumentFormatException(
                    $"Object {key} is {(format is null ? "no dcai document" : $"{format} version {version}")}; expected {Name}, version 1 to {Version}.");
            }

            if (version > Version)
            {
                throw new DocumentFormatException(
                    $"Object {key} is {Name} version {version}; this build reads up to {Version}: upgrade it.");
            }

            return version == Version || Upgrade is null
                ? CanonicalJson.Deserialize<T>(document.Span)
                : Upgrade(JsonNode.Parse(document.Span)!.AsObject(), version).Deserialize<T>(CanonicalJson.Options)!;
        }
        catch (JsonException exception)
        {
            throw new DocumentFormatException($"Object {key} cannot be read as {Name}: {exception.Message}", exception);
        }
    }

    private static (string? Format, int Version) ReadEnvelope(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document);
        string? format = null;
        var version = 0;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return (null, 0);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isFormat = reader.ValueTextEquals(FormatMember);
            var isVersion = reader.ValueTextEquals(VersionMember);
            reader.Read();
            if (isFormat && reader.TokenType == JsonTokenType.String)
            {
                format = reader.GetString();
            }
            else if (isVersion && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
            {
                version = number;
            }
            else
            {
                reader.Skip();
            }
        }

        return (format, version);
    }
}
