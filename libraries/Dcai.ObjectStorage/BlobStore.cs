using System.Security.Cryptography;
using Dcai.Contracts;

namespace Dcai.ObjectStorage;

/// <summary>Opaque bytes named by their digest: stored once whoever brings them, verified whenever they are read.</summary>
public static class BlobStore
{
    /// <summary>Stores the bytes unless they are there already.</summary>
    /// <exception cref="DigestMismatchException">Other bytes lie under this content's name: the store is damaged.</exception>
    public static async Task<Descriptor> PutBlobAsync(
        this IObjectStore store, ReadOnlyMemory<byte> content, string mediaType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var descriptor = new Descriptor { MediaType = mediaType, Digest = Digests.Sha256(content.Span), SizeBytes = content.Length };
        var key = Digests.BlobKey(descriptor.Digest);
        var put = await store.PutIfAbsentAsync(key, content, cancellationToken).ConfigureAwait(false);
        if (!put.Created)
        {
            throw Mismatch(descriptor, Digests.Sha256(put.Existing.Span), put.Existing.Length);
        }

        if (put.Found)
        {
            await BlobSweeps.KeepAsync(store, key, token => store.PutAsync(key, content, token), cancellationToken).ConfigureAwait(false);
        }

        return descriptor;
    }

    /// <summary>As the other overload, for content too large for memory. The stream is read once, through a temporary file.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="content">Read from its position to its end. Borrowed: the caller disposes it.</param>
    /// <param name="mediaType">What the bytes are, such as <c>image/png</c>.</param>
    /// <param name="cancellationToken">A cancelled put leaves nothing behind that is ever read.</param>
    public static async Task<Descriptor> PutBlobAsync(
        this IObjectStore store, Stream content, string mediaType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(content);
        var spool = TemporaryStream.Create();
        await using var disposal = spool.ConfigureAwait(false);
        using var hash = SHA256.Create();
        var hashing = new CryptoStream(spool, hash, CryptoStreamMode.Write, leaveOpen: true);
        await using (hashing.ConfigureAwait(false))
        {
            await content.CopyToAsync(hashing, cancellationToken).ConfigureAwait(false);
        }

        var descriptor = new Descriptor { MediaType = mediaType, Digest = Digests.FromHash(hash.Hash), SizeBytes = spool.Length };
        var key = Digests.BlobKey(descriptor.Digest);
        var existing = await store.HeadAsync(key, cancellationToken).ConfigureAwait(false);
        if (existing?.SizeBytes != descriptor.SizeBytes)
        {
            // Replacing is safe: whoever else writes this key writes the same bytes.
            await WriteAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await BlobSweeps.KeepAsync(store, key, WriteAsync, cancellationToken).ConfigureAwait(false);
        }

        return descriptor;

        Task WriteAsync(CancellationToken token)
        {
            spool.Position = 0;
            return store.PutAsync(key, spool, token);
        }
    }

    /// <summary>Makes sure that a blob that is in the store stays there until a document that is about to be stored names it.</summary>
    /// <returns>False where it is not in the store.</returns>
    public static async Task<bool> TryKeepBlobAsync(this IObjectStore store, string digest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var key = Digests.BlobKey(digest);
        if (await store.HeadAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return false;
        }

        if (!BlobSweeps.IsOld(found))
        {
            return true;
        }

        var content = await store.OpenReadAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false);
        var copy = TemporaryStream.Create();
        await using var disposal = copy.ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            await content.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        }

        await BlobSweeps.KeepAsync(
            store,
            key,
            token =>
            {
                copy.Position = 0;
                return store.PutAsync(key, copy, token);
            },
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>The whole blob, verified. Owned by the caller.</summary>
    /// <exception cref="ObjectNotFoundException">The blob is not in the store.</exception>
    /// <exception cref="DigestMismatchException">Size or digest differ; the message names key, expected and actual.</exception>
    public static async Task<byte[]> GetBlobAsync(this IObjectStore store, Descriptor descriptor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(descriptor);
        var key = Digests.BlobKey(descriptor.Digest);
        var content = await store.TryGetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(key);
        var digest = Digests.Sha256(content);
        return content.Length == descriptor.SizeBytes && digest == descriptor.Digest
            ? content
            : throw Mismatch(descriptor, digest, content.Length);
    }

    /// <summary>
    /// The blob as a forward-only stream. Size and digest are verified when the end is reached: the read that would return it throws instead, so a
    /// reader must read to the end before it trusts what it got. Owned by the caller.
    /// </summary>
    /// <exception cref="ObjectNotFoundException">The blob is not in the store.</exception>
    public static async Task<Stream> OpenBlobAsync(this IObjectStore store, Descriptor descriptor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(descriptor);
        var inner = await store.OpenReadAsync(Digests.BlobKey(descriptor.Digest), cancellationToken: cancellationToken).ConfigureAwait(false);
        return new VerifyingReadStream(inner, descriptor);
    }

    internal static DigestMismatchException Mismatch(Descriptor expected, string digest, long sizeBytes) =>
        new(Digests.BlobKey(expected.Digest), $"{expected.Digest} ({expected.SizeBytes} bytes)", $"{digest} ({sizeBytes} bytes)");
}
