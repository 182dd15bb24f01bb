using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Dcai.ObjectStorage;

/// <summary>
/// JSON with one spelling per value, so that its digest can be an identity: property names in camel case and ordinal order at every level, no
/// white space, null members left out, enumerations by name, numbers as their shortest form that reads back to the same value.
/// </summary>
/// <remarks>After RFC 8785, except for the spelling of very large and very small numbers, which is .NET's (<c>1E+21</c>).</remarks>
public static class CanonicalJson
{
    /// <summary>What <see cref="Serialize"/> and <see cref="Deserialize"/> go by; read-only. It does not sort: only <see cref="Serialize"/> does.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>The canonical UTF-8 bytes of a value.</summary>
    /// <exception cref="ArgumentException">The value holds a number that JSON has no spelling for (NaN, infinity).</exception>
    public static byte[] Serialize<T>(T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, JsonSerializer.SerializeToElement(value, Options));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads JSON, canonical or not. Unknown members are ignored.</summary>
    /// <exception cref="JsonException">The bytes are not JSON, or not of this shape.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"Expected {typeof(T).Name}, found null.");

    internal static void Write(IBufferWriter<byte> output, JsonElement element)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Options.Encoder, SkipValidation = true });
        Write(writer, element);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    if (member.Value.ValueKind != JsonValueKind.Null)
                    {
                        writer.WritePropertyName(member.Name);
                        Write(writer, member.Value);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            RespectNullableAnnotations = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        };
        options.MakeReadOnly();
        return options;
    }
}
