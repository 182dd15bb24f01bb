using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>What people have decided about an image.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SampleState>))]
public enum SampleState
{
    [JsonStringEnumMemberName("uncertified")]
    Uncertified,

    [JsonStringEnumMemberName("certified")]
    Certified,

    [JsonStringEnumMemberName("removed")]
    Removed,
}
