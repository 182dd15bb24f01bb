using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>Where an image comes from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageOrigin>))]
public enum ImageOrigin
{
    [JsonStringEnumMemberName("ingested")]
    Ingested,

    /// <summary>Collected on purpose after the first release (paper, table 2, third row).</summary>
    [JsonStringEnumMemberName("gathered")]
    Gathered,

    /// <summary>Painted by the generator.</summary>
    [JsonStringEnumMemberName("synthesized")]
    Synthesized,
}
