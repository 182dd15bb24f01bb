using System.Net;
using System.Text.Json;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Buckets;

/// <summary>Reads the S3 event message that MinIO, Ceph and Amazon send.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html</remarks>
internal static class BucketEvents
{
    private const string Created = "ObjectCreated";

    /// <returns>For each record the bucket, the key and the entity tag of a new object; null for a record about something else.</returns>
    /// <exception cref="GatewayProblemException">It is no such message.</exception>
    public static IReadOnlyList<(string Bucket, string Key, string Mark)?> Read(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("Records", out var records) || records.ValueKind != JsonValueKind.Array)
        {
            throw Refusal.BadRequest("bucket-event", "The body is no S3 event message: it must be a JSON object with Records.");
        }

        return [.. records.EnumerateArray().Select(Of)];
    }

    private static (string Bucket, string Key, string Mark)? Of(JsonElement record) =>
        Text(record, "eventName") is { } name && name.Contains(Created, StringComparison.Ordinal)
        && Text(record, "s3", "bucket", "name") is { } bucket && Text(record, "s3", "object", "key") is { } key
            ? (bucket, WebUtility.UrlDecode(key), Mark(Text(record, "s3", "object", "eTag") ?? ""))
            : null;

    /// <summary>Servers quote an entity tag, or do not.</summary>
    public static string Mark(string entityTag) => entityTag.Trim('"');

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }
}
