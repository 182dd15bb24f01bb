using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>What an arriving file is beside all images that the dataset has seen.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArrivalVerdict>))]
public enum ArrivalVerdict
{
    /// <summary>A new image.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>An image of the same bytes was there.</summary>
    [JsonStringEnumMemberName("exactDuplicate")]
    ExactDuplicate,

    /// <summary>Accepted, but it looks like one that was there.</summary>
    [JsonStringEnumMemberName("nearDuplicate")]
    NearDuplicate,

    /// <summary>The same or nearly the same is in another split, or in the test set.</summary>
    [JsonStringEnumMemberName("leak")]
    Leak,

    /// <summary>No usable image.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}
