using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Access;

/// <summary>What a browser carries instead of the token: a cookie that scripts cannot read, that says until when it is good and is signed with the token.
/// Nothing is stored, so every replica knows it, and a new token ends it.</summary>
internal sealed class BrowserSession(GatewayToken token, TimeProvider time)
{
    private const string Purpose = "dcai browser session until ";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Gives the browser its cookie.</summary>
    public async Task GrantAsync(HttpContext context)
    {
        var secret = await token.ReadAsync(context.RequestAborted);
        var until = time.GetUtcNow() + Lifetime;
        context.Response.Cookies.Append(CookieName(secret), $"{Text(until)}.{Sign(secret, Text(until))}", new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = IsEncrypted(context.Request),
            Path = "/",
            Expires = until,
            IsEssential = true,
        });
    }

    /// <summary>Whether the browser's cookie is ours and has not run out.</summary>
    public async Task<bool> IsGoodAsync(HttpContext context)
    {
        var secret = await token.ReadAsync(context.RequestAborted);
        return context.Request.Cookies[CookieName(secret)] is { } cookie
            && cookie.Split('.') is [var until, var signature]
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Sign(secret, until)))
            && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && time.GetUtcNow().ToUnixTimeSeconds() < seconds;
    }

    /// <summary>Cookies know no ports: a name of its own keeps two gateways of one machine apart.</summary>
    private static string CookieName(string secret) =>
        $"dcai-session-{Convert.ToHexStringLower(Hmac(secret, "dcai cookie name"))[..8]}";

    /// <summary>By this connection, or by what a proxy in front of it says; who lies about that only makes his own cookie stricter.</summary>
    private static bool IsEncrypted(HttpRequest request) =>
        request.IsHttps || string.Equals(request.Headers["X-Forwarded-Proto"], "https", StringComparison.OrdinalIgnoreCase);

    private static string Text(DateTimeOffset until) => until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Sign(string secret, string until) => Base64Url.EncodeToString(Hmac(secret, Purpose + until));

    private static byte[] Hmac(string secret, string text) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text));
}
