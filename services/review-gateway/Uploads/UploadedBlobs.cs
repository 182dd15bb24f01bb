using Dcai.Contracts;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>Stores the bytes of files that arrive.</summary>
internal static class UploadedBlobs
{
    /// <summary>Stores a file unless it is erased: the list of the upload keeps it then, for its ingest to reject it by name, and its bytes do not come back.</summary>
    public static async Task<Descriptor> StoreAsync(IObjectStore store, ReadOnlyMemory<byte> content, IReadOnlySet<string> erased, CancellationToken cancellationToken)
    {
        var digest = erased.Count == 0 ? null : Digests.Sha256(content.Span);
        return digest is not null && erased.Contains(Digests.Hex(digest))
            ? new Descriptor { MediaType = MediaTypes.Of(content.Span), Digest = digest, SizeBytes = content.Length }
            : await store.PutBlobAsync(content, MediaTypes.Of(content.Span), cancellationToken);
    }
}
