using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>How far a review has come.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReviewState>))]
public enum ReviewState
{
    /// <summary>Items await decisions.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>Every item is decided and what closed the review is fixed; a later decision is a correction.</summary>
    [JsonStringEnumMemberName("closed")]
    Closed,
}
