using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>By what somebody came in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VisitorKind>))]
public enum VisitorKind
{
    /// <summary>The gateway's own token: an admin of everything, without a name.</summary>
    [JsonStringEnumMemberName("gatewayToken")]
    GatewayToken,

    /// <summary>A session of a user.</summary>
    [JsonStringEnumMemberName("user")]
    User,

    /// <summary>An API token.</summary>
    [JsonStringEnumMemberName("apiToken")]
    ApiToken,
}
