using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Mail;
using System.Text;
using Dcai.Fingerprints;
using Dcai.Fingerprints.Sources;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Buckets;
using Dcai.ReviewGateway.Notifications.Mail;

namespace Dcai.ReviewGateway;

/// <summary>What an operator may set for the gateway.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    private const int LongestQueueName = 255;

    /// <summary>The token that opens everything but the health checks; generated and kept in the store where none is set.</summary>
    [MinLength(16, ErrorMessage = "Token is too short to keep anybody out: use at least 16 characters, or leave it out to have one generated.")]
    public string? Token { get; set; }

    /// <summary>Bytes of all files of one upload.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "MaximumUploadBytes must be at least 1.")]
    public long MaximumUploadBytes { get; set; } = 1L << 30;

    /// <summary>Bytes of one file of an upload; it is held in memory while it is stored.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "MaximumFileBytes must be in 1 … 2147483647.")]
    public int MaximumFileBytes { get; set; } = 32 << 20;

    /// <summary>Files of one upload.</summary>
    [Range(1, 1_000_000, ErrorMessage = "MaximumUploadFiles must be in 1 … 1000000.")]
    public int MaximumUploadFiles { get; set; } = 10_000;

    /// <summary>Files of one upload that are stored, and so are in memory, at the same time. A durable store mostly waits for its disk: many at once go
    /// much faster than few.</summary>
    [Range(1, 256, ErrorMessage = "ParallelPuts must be in 1 … 256.")]
    public int ParallelPuts { get; set; } = 32;

    /// <summary>How long a start, pause, resume or cancellation waits for the orchestrator.</summary>
    [Range(0.01, 600, ErrorMessage = "SteeringTimeoutSeconds must be in 0.01 … 600.")]
    public double SteeringTimeoutSeconds { get; set; } = 15;

    /// <summary>How often the inbox and the closed reviews are looked through for what was lost.</summary>
    [Range(0.01, 3600, ErrorMessage = "SweepSeconds must be in 0.01 … 3600.")]
    public double SweepSeconds { get; set; } = 60;

    /// <summary>Bytes of reduced images that are kept in memory.</summary>
    [Range(0, 1L << 40, ErrorMessage = "ThumbnailCacheBytes must be in 0 … 1099511627776.")]
    public long ThumbnailCacheBytes { get; set; } = 64 << 20;

    /// <summary>How long items stay with a reviewer of whom nothing is heard; a page that is open renews three times as often.</summary>
    [Range(0.5, 86_400, ErrorMessage = "ReviewLeaseSeconds must be in 0.5 … 86400.")]
    public double ReviewLeaseSeconds { get; set; } = 300;

    /// <summary>Who comes in; validated by itself.</summary>
    public AccessOptions Access { get; set; } = new();

    /// <summary>The address by which people reach the gateway, for links in messages: <c>https://dcai.example.org</c>. Where none is set, the one it listens at.</summary>
    public string? PublicAddress { get; set; }

    /// <summary>Networks beyond the internet that webhooks may reach, separated by commas: <c>10.20.0.0/16, fd00:1::/48</c>.</summary>
    public string WebhookNetworks { get; set; } = "";

    public MailOptions Mail { get; set; } = new();

    /// <summary>Buckets whose images go into datasets.</summary>
    public IList<BucketOptions> Buckets { get; } = [];

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicAddress is { Length: > 0 } && !(Uri.TryCreate(PublicAddress, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)))
        {
            yield return new ValidationResult($"PublicAddress is '{PublicAddress}': it must begin with https:// or http://.");
        }

        if (Networks().FirstOrDefault(network => !IPNetwork.TryParse(network, out _)) is { } stranger)
        {
            yield return new ValidationResult($"WebhookNetworks names '{stranger}', which is no network: write each as 10.20.0.0/16, and commas in between.");
        }

        if (Mail.Port is < 1 or > 65535)
        {
            yield return new ValidationResult($"Mail:Port is {Mail.Port}: it must be in 1 … 65535.");
        }

        foreach (var wrong in ValidateBuckets())
        {
            yield return wrong;
        }

        if (Mail.Host.Length > 0 && !MailAddress.TryCreate(Mail.From, out _))
        {
            yield return new ValidationResult($"Mail:From is '{Mail.From}', which is no mail address: say whom mail comes from, or leave Mail:Host out.");
        }
    }

    private IEnumerable<ValidationResult> ValidateBuckets()
    {
        for (var number = 0; number < Buckets.Count; number++)
        {
            var bucket = Buckets[number];
            if (bucket.Dataset.Length == 0 || bucket.Bucket.Length == 0 || bucket.AccessKey.Length == 0 || bucket.SecretKey.Length == 0)
            {
                yield return new ValidationResult($"Buckets:{number} needs Dataset, Bucket, AccessKey and SecretKey.");
            }

            if (!Uri.TryCreate(bucket.Endpoint, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            {
                yield return new ValidationResult($"Buckets:{number}:Endpoint is '{bucket.Endpoint}': it must begin with https:// or http://.");
            }

            if (bucket.ListSeconds is not (>= 1 and <= 86_400))
            {
                yield return new ValidationResult(FormattableString.Invariant($"Buckets:{number}:ListSeconds is {bucket.ListSeconds}: it must be in 1 … 86400."));
            }

            if (bucket.EventsUrl.Length > 0 && (!Uri.TryCreate(bucket.EventsUrl, UriKind.Absolute, out var broker) || broker.Scheme is not ("amqp" or "amqps")))
            {
                yield return new ValidationResult($"Buckets:{number}:EventsUrl must begin with amqp:// or amqps://.");
            }

            if (bucket.EventsUrl.Length > 0 && WrongQueue(bucket.EventsQueue) is { } reason)
            {
                yield return new ValidationResult($"Buckets:{number}:EventsQueue {reason}.");
            }

            if (WrongLabels(bucket) is { } wrong)
            {
                yield return new ValidationResult($"Buckets:{number}:Labels: {wrong}.");
            }
        }
    }

    /// <remarks>AMQP 0-9-1, section 4.2.5.3: a short string; what begins with amq. is the broker's own. Without a name the broker would make another queue at each start.</remarks>
    private static string? WrongQueue(string name) =>
        string.IsNullOrWhiteSpace(name) ? "is empty: name the queue that holds the events, or leave it out for dcai-bucket-events"
        : name.StartsWith("amq.", StringComparison.Ordinal) ? $"is '{name}': names that begin with amq. are the broker's own"
        : Encoding.UTF8.GetByteCount(name) > LongestQueueName ? $"is '{name}': it must have at most {LongestQueueName} bytes"
        : null;

    private static string? WrongLabels(BucketOptions bucket)
    {
        try
        {
            LabelRule.Named(bucket.Labels);
            return null;
        }
        catch (ImageSourceException wrong)
        {
            return wrong.Message;
        }
    }

    internal IEnumerable<IPNetwork> AllowedNetworks() => Networks().Select(network => IPNetwork.Parse(network));

    private string[] Networks() => WebhookNetworks.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
