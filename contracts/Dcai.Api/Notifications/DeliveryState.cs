using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>What has become of a message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>It is to be sent, for the first time or again.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>The target took it.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>The target did not take it, however often it was tried.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It was not sent: by the time it could be, it was true no more.</summary>
    [JsonStringEnumMemberName("outdated")]
    Outdated,
}
