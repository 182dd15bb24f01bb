using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>What a reviewer says of a sample.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    [JsonStringEnumMemberName("certify")]
    Certify,

    [JsonStringEnumMemberName("remove")]
    Remove,
}
