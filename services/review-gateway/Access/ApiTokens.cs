using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Access;

/// <summary>What programs carry.</summary>
internal sealed class ApiTokens(IObjectStore store, UserDirectory users, TimeProvider time)
{
    /// <summary>How each begins, so that one that was published by mistake is found by those who look for such things.</summary>
    public const string Prefix = "dcai_";

    private const int IdBytes = 8;
    private const int SecretBytes = 32;
    private const int MostDays = 366;

    private readonly VersionedDocuments<ApiTokenDocument> _tokens = new(store, ApiTokenDocument.Format, StoreKeys.ApiTokens, time);

    /// <summary>The token with this secret, as of two seconds ago or later; null where it opens nothing, or nothing any more.</summary>
    public async Task<ApiTokenDocument?> FindAsync(string secret, CancellationToken cancellationToken) =>
        IdOf(secret) is { } tokenId
        && await _tokens.FindAsync(tokenId, cancellationToken) is { } token
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token.Hash), Encoding.ASCII.GetBytes(Hash(secret)))
        && IsGood(token)
            ? token
            : null;

    public async Task<IReadOnlyList<ApiTokenDocument>> ListAsync(CancellationToken cancellationToken)
    {
        var tokens = new List<ApiTokenDocument>();
        await foreach (var token in _tokens.ListAsync(cancellationToken))
        {
            if (IsGood(token))
            {
                tokens.Add(token);
            }
        }

        return [.. tokens.OrderBy(token => token.Name, StringComparer.Ordinal)];
    }

    /// <returns>The token and its secret.</returns>
    /// <exception cref="GatewayProblemException">The name cannot be or is taken, or the days are out of range.</exception>
    public async Task<(ApiTokenDocument Token, string Secret)> CreateAsync(CreateApiToken request, string by, CancellationToken cancellationToken)
    {
        AccessNames.Check(request.Name);
        if (request.Days is < 1 or > MostDays)
        {
            throw Refusal.BadRequest("days", $"days is {request.Days}: it must be in 1 … {MostDays}, so that a token that was forgotten ends by itself.");
        }

        // Decisions bear the name: it must say who made them.
        if (await users.FindAsync(request.Name, cancellationToken) is not null
            || (await ListAsync(cancellationToken)).Any(token => AccessNames.Key(token.Name) == AccessNames.Key(request.Name)))
        {
            throw Refusal.Conflict("name-taken", $"A user or another token is called '{request.Name}': choose another name, for it stands beside decisions.");
        }

        var (id, now) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), time.GetUtcNow());
        var secret = $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";
        var created = new ApiTokenDocument
        {
            TokenId = id,
            Name = request.Name,
            Hash = Hash(secret),
            Grant = request.Grant,
            CreatedAt = now,
            CreatedBy = by,
            ExpiresAt = now.AddDays(request.Days),
        };
        return (await _tokens.ChangeAsync(id, _ => created, cancellationToken), secret);
    }

    /// <exception cref="GatewayProblemException">There is no such token, or none any more.</exception>
    public Task<ApiTokenDocument> RevokeAsync(string tokenId, CancellationToken cancellationToken) => !IsId(tokenId)
        ? throw NoToken(tokenId)
        : _tokens.ChangeAsync(tokenId, token => token is not null && IsGood(token) ? token with { IsRevoked = true } : throw NoToken(tokenId), cancellationToken);

    private static GatewayProblemException NoToken(string tokenId) =>
        Refusal.NotFound("no-token", $"There is no API token '{tokenId}', or it opens nothing any more: see GET /api/tokens.");

    private static string? IdOf(string secret) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal) && secret.Length > Prefix.Length + (2 * IdBytes) && IsId(secret[Prefix.Length..(Prefix.Length + (2 * IdBytes))])
            ? secret[Prefix.Length..(Prefix.Length + (2 * IdBytes))]
            : null;

    private static bool IsId(string text) => text.Length == 2 * IdBytes && text.All(char.IsAsciiHexDigitLower);

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private bool IsGood(ApiTokenDocument token) => !token.IsRevoked && time.GetUtcNow() < token.ExpiresAt;
}
