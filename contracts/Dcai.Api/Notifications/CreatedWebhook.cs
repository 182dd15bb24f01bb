namespace Dcai.Api;

/// <summary>A webhook and its new secret, which is shown this once.</summary>
public sealed record CreatedWebhook
{
    public required Webhook Webhook { get; init; }

    /// <summary><c>whsec_</c> and the base64 of the 32 bytes that sign the messages.</summary>
    public required string Secret { get; init; }
}
