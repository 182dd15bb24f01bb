using System.Buffers;
using System.Security.Cryptography;

namespace Dcai.ObjectStorage;

/// <summary>Content digests, spelled <c>sha256:</c> and 64 lower-case hexadecimal digits, and the keys of the blobs that they name.</summary>
public static class Digests
{
    private const string Algorithm = "sha256:";
    private const int HexLength = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static string Sha256(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return FromHash(hash);
    }

    /// <summary>The digest of what is left of a stream. The caller disposes the stream.</summary>
    public static async Task<string> Sha256Async(Stream content, CancellationToken cancellationToken = default) =>
        FromHash(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));

    /// <summary>The 64 hexadecimal digits alone.</summary>
    /// <exception cref="ArgumentException">Not a digest; the message shows it.</exception>
    public static string Hex(string digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var valid = digest.Length == Algorithm.Length + HexLength
            && digest.StartsWith(Algorithm, StringComparison.Ordinal)
            && digest.AsSpan(Algorithm.Length).IndexOfAnyExcept(HexDigits) < 0;
        return valid
            ? digest[Algorithm.Length..]
            : throw new ArgumentException($"'{digest}' is no digest: expected {Algorithm} and {HexLength} lower-case hexadecimal digits.", nameof(digest));
    }

    /// <summary>Where a blob lies: <c>blobs/sha256/ab/ab12…</c>.</summary>
    /// <exception cref="ArgumentException">Not a digest; the message shows it.</exception>
    public static string BlobKey(string digest)
    {
        var hex = Hex(digest);
        return $"blobs/sha256/{hex[..2]}/{hex}";
    }

    internal static string FromHash(ReadOnlySpan<byte> hash) => Algorithm + Convert.ToHexStringLower(hash);
}
