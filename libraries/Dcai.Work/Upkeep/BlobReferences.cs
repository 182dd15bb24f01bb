using System.Text.Json;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>
/// The blobs that documents name: every SHA-256 in any member of any document counts, so that a member which is added tomorrow is seen today. Documents that
/// lie in blobs themselves (snapshots' shards, histories, training sets …) are read as well.
/// </summary>
internal sealed class BlobReferences(IObjectStore store)
{
    private const string Json = "application/json";

    private readonly HashSet<BlobName> _named = [];
    private readonly HashSet<BlobName> _read = [];

    public IReadOnlySet<BlobName> Named => _named;

    /// <summary>Reads everything that a dataset has. Checkpoints and the like are passed over: a work can be repeated without them, and they name nothing.</summary>
    /// <exception cref="UpkeepException">An object is unreadable, unknown or newer than this build.</exception>
    public async Task AddDatasetAsync(string datasetId, CancellationToken cancellationToken)
    {
        // In the order of keys an upload's list comes before its batch, which is stored before the list goes: one of the two is seen. Whatever else goes
        // while this reads is a saga version or a result, whose successors come later or are there already.
        await foreach (var stored in store.ListAsync(StoreKeys.Dataset(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (!IsCache(datasetId, stored.Key) && await store.TryGetAsync(stored.Key, cancellationToken).ConfigureAwait(false) is { } content)
            {
                await AddAsync(stored.Key, content, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads one object of a dataset.</summary>
    /// <param name="key">Its key, which says what it is.</param>
    /// <param name="content">The whole of it.</param>
    /// <param name="cancellationToken">Stops between two documents.</param>
    /// <exception cref="UpkeepException">It is unreadable, unknown or newer than this build.</exception>
    public Task AddAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        if (key.EndsWith(".jsonl.gz", StringComparison.Ordinal))
        {
            return AddRowsAsync(key, content, cancellationToken);
        }

        return key.EndsWith(".json", StringComparison.Ordinal)
            ? AddDocumentAsync(key, content, cancellationToken)
            : throw new UpkeepException($"Object {key} is nothing that this build knows: upgrade it, or move the object elsewhere, and run this again. Nothing that it may refer to was touched.");
    }

    /// <summary>Whether an object only spares a repetition: everything about a command but its result.</summary>
    public static bool IsCache(string datasetId, string key) =>
        key.StartsWith(StoreKeys.WorkPrefix(datasetId), StringComparison.Ordinal) && !key.EndsWith("/result.json", StringComparison.Ordinal);

    private async Task AddDocumentAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        JsonElement document;
        try
        {
            document = CanonicalJson.Deserialize<JsonElement>(content);
        }
        catch (JsonException unreadable)
        {
            throw Unreadable(key, unreadable);
        }

        StoredFormats.Require(key, document);
        await AddAsync(key, document, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddRowsAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonElement> rows;
        try
        {
            rows = JsonLines.Read<JsonElement>(content, key);
        }
        catch (DocumentFormatException unreadable)
        {
            throw Unreadable(key, unreadable);
        }

        foreach (var row in rows)
        {
            await AddAsync(key, row, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddAsync(string key, JsonElement document, CancellationToken cancellationToken)
    {
        var documents = new List<Descriptor>();
        Visit(key, document, documents);
        foreach (var descriptor in documents)
        {
            if (BlobName.TryParse(descriptor.Digest, out var name) && _read.Add(name))
            {
                await ReadBlobAsync(key, descriptor, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ReadBlobAsync(string key, Descriptor descriptor, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await store.GetBlobAsync(descriptor, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException missing) when (missing is ObjectNotFoundException or DigestMismatchException)
        {
            throw new UpkeepException($"Object {key} refers to a document that cannot be read: {missing.Message} Nothing was removed for it.", missing);
        }

        var blob = Digests.BlobKey(descriptor.Digest);
        await (IsRows(descriptor.MediaType) ? AddRowsAsync(blob, content, cancellationToken) : AddDocumentAsync(blob, content, cancellationToken))
            .ConfigureAwait(false);
    }

    private void Visit(string key, JsonElement element, List<Descriptor> documents)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                if (Describe(element) is { } descriptor && IsDocument(key, descriptor))
                {
                    documents.Add(descriptor);
                }

                foreach (var member in element.EnumerateObject())
                {
                    Note(member.Name);
                    Visit(key, member.Value, documents);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Visit(key, item, documents);
                }

                break;
            case JsonValueKind.String:
                Note(element.GetString());
                break;
        }
    }

    private void Note(string? text)
    {
        if (BlobName.TryParse(text, out var name))
        {
            _named.Add(name);
        }
    }

    private static Descriptor? Describe(JsonElement element) =>
        element.TryGetProperty("digest", out var digest) && digest.ValueKind == JsonValueKind.String && BlobName.TryParse(digest.GetString(), out _)
        && element.TryGetProperty("mediaType", out var mediaType) && mediaType.ValueKind == JsonValueKind.String
        && element.TryGetProperty("sizeBytes", out var size) && size.TryGetInt64(out var sizeBytes)
            ? new Descriptor { Digest = digest.GetString()!, MediaType = mediaType.GetString()!, SizeBytes = sizeBytes }
            : null;

    /// <summary>Whether a blob may name further ones.</summary>
    /// <exception cref="UpkeepException">Its media type says nothing to this build.</exception>
    private static bool IsDocument(string key, Descriptor descriptor)
    {
        var mediaType = descriptor.MediaType;
        if (mediaType == Json || mediaType.EndsWith("+json", StringComparison.Ordinal) || IsRows(mediaType))
        {
            return true;
        }

        // An upload's files have the type that whoever sent them said; what they are is found out later.
        return mediaType.StartsWith("image/", StringComparison.Ordinal) || mediaType is "application/vnd.safetensors" or "application/octet-stream"
            ? false
            : throw new UpkeepException($"Object {key} refers to {descriptor.Digest} of type {mediaType}, which this build does not know: upgrade it, and run this again. Nothing that it may refer to was touched.");
    }

    private static bool IsRows(string mediaType) => mediaType.EndsWith("jsonl+gzip", StringComparison.Ordinal);

    private static UpkeepException Unreadable(string key, Exception cause) =>
        new($"Object {key} cannot be read: {cause.Message.ReplaceLineEndings(" ")} Restore it from a copy, and run this again. Nothing that it may refer to was touched.", cause);
}
