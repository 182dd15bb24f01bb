using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>What the body of a webhook's message looks like.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WebhookFormat>))]
public enum WebhookFormat
{
    /// <summary><c>type</c>, <c>timestamp</c> and <c>data</c>, as Standard Webhooks recommends.</summary>
    [JsonStringEnumMemberName("standard")]
    Standard,

    /// <summary>A <c>text</c>, as the incoming webhooks of Slack and Mattermost take it.</summary>
    [JsonStringEnumMemberName("slack")]
    Slack,

    /// <summary>A message with one adaptive card, as the workflows of Microsoft Teams take it.</summary>
    [JsonStringEnumMemberName("teams")]
    Teams,
}
