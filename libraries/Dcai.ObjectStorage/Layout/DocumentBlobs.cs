using Dcai.Contracts;

namespace Dcai.ObjectStorage.Layout;

/// <summary>Documents that are referred to by digest.</summary>
public static class DocumentBlobs
{
    /// <summary>Stores the document as a blob.</summary>
    /// <returns>Its descriptor; the media type names the format.</returns>
    public static Task<Descriptor> PutDocumentBlobAsync<T>(
        this IObjectStore store, DocumentFormat<T> format, T value, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(format);
        return store.PutBlobAsync(format.Write(value), $"application/vnd.{format.Name}+json", cancellationToken);
    }

    /// <summary>Reads a document by its descriptor; digest and size are verified.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such blob.</exception>
    /// <exception cref="DigestMismatchException">The bytes are not those of the descriptor.</exception>
    public static async Task<T> GetDocumentBlobAsync<T>(
        this IObjectStore store, Descriptor descriptor, DocumentFormat<T> format, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(format);
        var content = await store.GetBlobAsync(descriptor, cancellationToken).ConfigureAwait(false);
        return format.Read(content, Digests.BlobKey(descriptor.Digest));
    }
}
