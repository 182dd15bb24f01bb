using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Access;

/// <summary>What a browser carries instead of the token or a password: a cookie that scripts cannot read, that says whose it is and until when it is good, and is
/// signed with the token. Nothing is stored, so every replica knows it; a new token ends all of them, another stamp those of a user.</summary>
internal sealed class BrowserSession(GatewayToken token, UserDirectory users, TimeProvider time)
{
    private const string Purpose = "dcai browser session ";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Gives the browser its cookie.</summary>
    /// <param name="context">The request that brought the credentials.</param>
    /// <param name="user">Whose it is; null: whoever holds the gateway's token.</param>
    public async Task GrantAsync(HttpContext context, UserDocument? user)
    {
        var secret = await token.ReadAsync(context.RequestAborted);
        var until = time.GetUtcNow() + Lifetime;
        var content = $"{until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(user?.Name ?? ""))}.{user?.Stamp}";
        context.Response.Cookies.Append(CookieName(secret), $"{content}.{Sign(secret, content)}", Cookie(context, until));
    }

    /// <summary>Takes the browser's cookie away.</summary>
    public async Task EndAsync(HttpContext context) =>
        context.Response.Cookies.Delete(CookieName(await token.ReadAsync(context.RequestAborted)), Cookie(context, until: null));

    /// <summary>Whose session the browser's cookie is.</summary>
    /// <returns>Nobody where there is no cookie of ours; also whether there is one that was good once.</returns>
    public async Task<(Visitor? Visitor, bool HasEnded)> ReadAsync(HttpContext context)
    {
        var secret = await token.ReadAsync(context.RequestAborted);
        if (context.Request.Cookies[CookieName(secret)] is not { } cookie
            || cookie.Split('.') is not [var until, var name, var stamp, var signature]
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Sign(secret, $"{until}.{name}.{stamp}"))))
        {
            return default;
        }

        if (time.GetUtcNow().ToUnixTimeSeconds() >= long.Parse(until, CultureInfo.InvariantCulture))
        {
            return (null, true);
        }

        if (name.Length == 0)
        {
            return (Visitor.WithGatewayToken(hasSession: true), false);
        }

        return await users.FindAsync(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(name)), context.RequestAborted) is { } user && user.Stamp == stamp
            ? (Visitor.WithSession(user), false)
            : (null, true);
    }

    private static CookieOptions Cookie(HttpContext context, DateTimeOffset? until) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = IsEncrypted(context.Request),
        Path = "/",
        Expires = until,
        IsEssential = true,
    };

    /// <summary>Cookies know no ports: a name of its own keeps two gateways of one machine apart.</summary>
    private static string CookieName(string secret) =>
        $"dcai-session-{Convert.ToHexStringLower(Hmac(secret, "dcai cookie name"))[..8]}";

    /// <summary>By this connection, or by what a proxy in front of it says; who lies about that only makes his own cookie stricter.</summary>
    private static bool IsEncrypted(HttpRequest request) =>
        request.IsHttps || string.Equals(request.Headers["X-Forwarded-Proto"], "https", StringComparison.OrdinalIgnoreCase);

    private static string Sign(string secret, string content) => Base64Url.EncodeToString(Hmac(secret, Purpose + content));

    private static byte[] Hmac(string secret, string text) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text));
}
