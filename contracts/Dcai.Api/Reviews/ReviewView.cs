using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>How closely an item has to be looked at.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReviewView>))]
public enum ReviewView
{
    /// <summary>It has one label, nothing says that this is wrong, and nobody disagrees: a glance at a small picture is enough.</summary>
    [JsonStringEnumMemberName("grid")]
    Grid,

    [JsonStringEnumMemberName("focus")]
    Focus,
}
