using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>Where an image is, as the balance of a release sees it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BalancePlace>))]
public enum BalancePlace
{
    /// <summary>In no release so far.</summary>
    [JsonStringEnumMemberName("new")]
    New,

    /// <summary>In the training, validation or test part.</summary>
    [JsonStringEnumMemberName("balanced")]
    Balanced,

    [JsonStringEnumMemberName("surplus")]
    Surplus,
}
