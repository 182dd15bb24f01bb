using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dcai.Api;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>A message as the target takes it.</summary>
internal static class WebhookBody
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Write(WebhookFormat format, Occasion occasion, string link) => format switch
    {
        WebhookFormat.Slack => JsonSerializer.SerializeToUtf8Bytes(new { Text = $"{Escape(OccasionWording.Title(occasion))} <{link}|open>" }, Json),
        WebhookFormat.Teams => JsonSerializer.SerializeToUtf8Bytes(Card(OccasionWording.Title(occasion), link), Json),
        _ => JsonSerializer.SerializeToUtf8Bytes(new { Type = occasion.Kind, Timestamp = occasion.At, Data = Data(occasion, link) }, Json),
    };

    private static object Data(Occasion occasion, string link) => new
    {
        Title = OccasionWording.Title(occasion),
        Link = link,
        occasion.DatasetId,
        occasion.ReviewId,
        Purpose = occasion.Purpose?.ToString().ToLowerInvariant(),
        occasion.Round,
        occasion.ItemCount,
        occasion.Release,
        occasion.SampleId,
        Reason = occasion.Kind == OccasionKind.Test ? null : occasion.Reason,
    };

    /// <summary>https://docs.slack.dev/messaging/formatting-message-text: these three are control characters.</summary>
    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static JsonObject Card(string title, string link) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["content"] = new JsonObject
            {
                ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                ["type"] = "AdaptiveCard",
                ["version"] = "1.4",
                ["body"] = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = title, ["wrap"] = true }),
                ["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open", ["url"] = link }),
            },
        }),
    };
}
