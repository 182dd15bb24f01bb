using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>Why images arrive.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UploadOrigin>))]
public enum UploadOrigin
{
    [JsonStringEnumMemberName("ingested")]
    Ingested,

    /// <summary>Collected on purpose after the first release (paper, table 2, third row).</summary>
    [JsonStringEnumMemberName("gathered")]
    Gathered,
}
