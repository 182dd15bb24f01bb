namespace Dcai.ReviewGateway.Buckets;

/// <summary>A bucket whose images go into a dataset.</summary>
public sealed class BucketOptions
{
    /// <summary>The dataset.</summary>
    public string Dataset { get; set; } = "";

    /// <summary>The server's address.</summary>
    public string Endpoint { get; set; } = "";

    public string Bucket { get; set; } = "";

    /// <summary>The beginning of the keys that count; what is behind it is an image's name.</summary>
    public string Prefix { get; set; } = "";

    public string AccessKey { get; set; } = "";

    public string SecretKey { get; set; } = "";

    public string Region { get; set; } = "us-east-1";

    /// <summary>What a name says: folders, none, or a pattern such as <c>{label}_*.png</c>.</summary>
    public string Labels { get; set; } = "folders";

    /// <summary>How often the bucket is listed, so that nothing is missed when notifications get lost; range [1, 86400].</summary>
    public double ListSeconds { get; set; } = 300;

    /// <summary>The broker to which the server sends its events, such as <c>amqp://user:password@broker/</c>; empty for none.</summary>
    public string EventsUrl { get; set; } = "";

    /// <summary>The queue that holds them until the gateway reads; made where it is missing.</summary>
    public string EventsQueue { get; set; } = "dcai-bucket-events";

    /// <summary>The exchange to which the server sends, which the queue is then bound to; empty where somebody else binds it.</summary>
    public string EventsExchange { get; set; } = "";

    /// <summary>With which routing key.</summary>
    public string EventsRoutingKey { get; set; } = "";
}
