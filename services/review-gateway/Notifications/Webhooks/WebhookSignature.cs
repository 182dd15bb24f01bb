using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>Signs messages as Standard Webhooks says: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.</summary>
internal static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";
    private const int SecretBytes = 32;

    /// <returns><c>whsec_</c> and the base64 of random bytes.</returns>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <param name="secrets">With their prefixes; a receiver may know any of them.</param>
    /// <param name="messageId">The header <c>webhook-id</c>.</param>
    /// <param name="at">The header <c>webhook-timestamp</c>: whole seconds since 1970.</param>
    /// <param name="body">The very bytes that are sent.</param>
    /// <returns>The header <c>webhook-signature</c>: one for each secret, separated by spaces.</returns>
    public static string Sign(IReadOnlyList<string> secrets, string messageId, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{messageId}.{at.ToUnixTimeSeconds()}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[SecretPrefix.Length..]), signed))}"));
    }
}
