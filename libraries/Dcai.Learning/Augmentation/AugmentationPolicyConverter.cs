using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dcai.Learning;

/// <summary>A policy as the list of its steps, in the options that a checkpoint keeps.</summary>
internal sealed class AugmentationPolicyConverter : JsonConverter<AugmentationPolicy>
{
    public override AugmentationPolicy? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<AugmentationStep[]>(ref reader, options) is { } steps ? AugmentationPolicy.Of(steps) : null;

    public override void Write(Utf8JsonWriter writer, AugmentationPolicy value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Steps, options);
}
