namespace Dcai.ObjectStorage;

/// <summary>Documents in the store, by key.</summary>
public static class Documents
{
    /// <summary>Stores the document unless the key is taken.</summary>
    /// <returns>Whether the stored document is this one, and the stored document either way.</returns>
    /// <exception cref="DocumentFormatException">What has the key cannot be read as this format.</exception>
    public static async Task<DocumentPut<T>> PutDocumentIfAbsentAsync<T>(
        this IObjectStore store, string key, DocumentFormat<T> format, T value, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(format);
        var put = await store.PutIfAbsentAsync(key, format.Write(value), cancellationToken).ConfigureAwait(false);
        return put.Created ? new DocumentPut<T>(true, value) : new DocumentPut<T>(false, format.Read(put.Existing, key));
    }

    /// <summary>Stores the document whatever is there.</summary>
    public static Task PutDocumentAsync<T>(
        this IObjectStore store, string key, DocumentFormat<T> format, T value, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(format);
        return store.PutAsync(key, format.Write(value), cancellationToken);
    }

    /// <summary>The document, or null when there is none.</summary>
    /// <exception cref="DocumentFormatException">What is there cannot be read as this format.</exception>
    public static async Task<T?> TryGetDocumentAsync<T>(
        this IObjectStore store, string key, DocumentFormat<T> format, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(format);
        var document = await store.TryGetAsync(key, cancellationToken).ConfigureAwait(false);
        return document is null ? null : format.Read(document, key);
    }

    /// <inheritdoc cref="TryGetDocumentAsync"/>
    /// <exception cref="ObjectNotFoundException">There is no such document.</exception>
    public static async Task<T> GetDocumentAsync<T>(
        this IObjectStore store, string key, DocumentFormat<T> format, CancellationToken cancellationToken = default)
        where T : class =>
        await store.TryGetDocumentAsync(key, format, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(key);
}

/// <summary>What <see cref="Documents.PutDocumentIfAbsentAsync"/> found.</summary>
/// <param name="Created">The stored document is the caller's.</param>
/// <param name="Stored">The stored document.</param>
public readonly record struct DocumentPut<T>(bool Created, T Stored)
    where T : class;
