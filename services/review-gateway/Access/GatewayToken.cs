using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Access;

/// <summary>The one secret that opens this gateway.</summary>
public sealed class GatewayToken(IObjectStore store, IOptions<GatewayOptions> options)
{
    private const int SecretBytes = 32;

    private readonly Lock _lock = new();
    private Task<string>? _reading;

    internal static DocumentFormat<TokenDocument> Format { get; } = new("dcai.gateway-token", 1);

    /// <summary>The token of the options; otherwise the one in the store, which the first gateway to ask generates.</summary>
    public Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // A store that failed once is asked again.
            if (_reading is null or { IsFaulted: true })
            {
                _reading = options.Value.Token is { } token ? Task.FromResult(token) : ReadOrGenerateAsync();
            }

            return _reading.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether it is the token; takes the same time wherever they differ.</summary>
    internal async Task<bool> IsAsync(string candidate, CancellationToken cancellationToken)
    {
        var token = await ReadAsync(cancellationToken);
        return CryptographicOperations.FixedTimeEquals(Hash(candidate), Hash(token));
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private async Task<string> ReadOrGenerateAsync()
    {
        var generated = new TokenDocument { Token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)) };
        var put = await store.PutDocumentIfAbsentAsync(StoreKeys.GatewayToken, Format, generated);
        return put.Stored.Token;
    }
}
