namespace Dcai.ObjectStorage;

/// <summary>A bucket of named byte strings. The only compare-and-swap is <see cref="PutIfAbsentAsync"/>.</summary>
/// <remarks>
/// A key is one or more segments of <c>[A-Za-z0-9._=-]</c> joined by <c>/</c>, at most 512 characters, no segment starting with a dot
/// (<see cref="ObjectKeys"/>). What was written is seen by every later read and list. All members are safe for concurrent use and throw
/// <see cref="ArgumentException"/> for a bad key and <see cref="ObjectStoreException"/> when the store cannot do its work.
/// </remarks>
public interface IObjectStore
{
    /// <summary>Stores the object unless the key is taken. Of any number of writers, in any number of processes, one wins.</summary>
    /// <param name="key">The object's name.</param>
    /// <param name="content">The whole object. Borrowed until the task ends.</param>
    /// <param name="cancellationToken">After a cancellation the object may or may not be there.</param>
    /// <returns>
    /// Created when the stored bytes are the caller's, even if an earlier try of this very content put them there; otherwise what is stored.
    /// Documents that compete therefore carry a nonce.
    /// </returns>
    Task<PutResult> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Stores the object whatever is there: for caches and other objects that only advise. Readers see the old or the new bytes, never a mixture.</summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="key">The object's name.</param>
    /// <param name="content">Read from its position to its end. Borrowed: the caller disposes it.</param>
    /// <param name="cancellationToken">After a cancellation the object may or may not be replaced.</param>
    Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default);

    /// <summary>The whole object, or null when there is none. Owned by the caller.</summary>
    Task<byte[]?> TryGetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>A forward-only stream over the object or a part of it. Owned by the caller.</summary>
    /// <param name="key">The object's name.</param>
    /// <param name="offset">First byte, 0 based. At or after the end: an empty stream.</param>
    /// <param name="length">Bytes to read, cut at the object's end; null reads to the end.</param>
    /// <param name="cancellationToken">Stops the opening, not the reading.</param>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    Task<Stream> OpenReadAsync(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default);

    /// <summary>Name, size and time of the object, or null when there is none.</summary>
    Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The objects whose keys start with <paramref name="prefix"/>, in ordinal order of their keys.</summary>
    /// <param name="prefix">Any beginning of a key; it may end within a segment; empty lists everything.</param>
    /// <param name="startAfter">Only keys ordinally greater than this one; it need not exist.</param>
    /// <param name="cancellationToken">Stops the enumeration.</param>
    /// <remarks>An object written or deleted during the enumeration may or may not be in it. A listed key may be gone by the time it is read.</remarks>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// The distinct beginnings of keys up to and including the first <c>/</c> after <paramref name="prefix"/>, in ordinal order:
    /// <c>datasets/</c> yields <c>datasets/a/</c>, <c>datasets/b/</c>. Keys without a further <c>/</c> are left out.
    /// </summary>
    IAsyncEnumerable<string> ListPrefixesAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Removes the object; nothing happens when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken = default);
}

/// <summary>What <see cref="IObjectStore.PutIfAbsentAsync"/> found.</summary>
/// <param name="Created">The stored bytes are the caller's.</param>
/// <param name="Existing">The stored bytes; the caller's own memory when <paramref name="Created"/>.</param>
/// <param name="Found">They were there before, so that their time is an earlier one; a lost answer to the caller's own put may look the same.</param>
public readonly record struct PutResult(bool Created, ReadOnlyMemory<byte> Existing, bool Found = false);

/// <summary>One object of a listing.</summary>
/// <param name="Key">The object's name.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="LastModified">When it was stored, by the store's clock; whole seconds on some stores.</param>
public readonly record struct ObjectInfo(string Key, long SizeBytes, DateTimeOffset LastModified);
