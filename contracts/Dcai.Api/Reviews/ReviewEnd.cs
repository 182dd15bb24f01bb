using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>Which end of the ranking an item comes from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReviewEnd>))]
public enum ReviewEnd
{
    /// <summary>Not ranked: seed and conflict reviews.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    [JsonStringEnumMemberName("likelyValid")]
    LikelyValid,

    [JsonStringEnumMemberName("likelyInvalid")]
    LikelyInvalid,

    /// <summary>Drawn at random from what is proposed for certification in bulk.</summary>
    [JsonStringEnumMemberName("audit")]
    Audit,
}
