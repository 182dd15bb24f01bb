using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;
using Dcai.ReviewGateway.Uploads;
using Dcai.Work;
using Dcai.Work.Upkeep;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>The bytes of a dataset's images: of its samples and of its external test set, and of nothing else that the store holds.</summary>
internal sealed class SampleImages(IObjectStore store, SnapshotReader snapshots, DatasetRegistry datasets)
{
    /// <returns>The bytes, verified, and their media type.</returns>
    /// <exception cref="GatewayProblemException">The dataset has no such image.</exception>
    public async Task<(byte[] Content, string MediaType)> ReadAsync(string datasetId, string sampleId, CancellationToken cancellationToken) =>
        await RequireAsync(datasetId, sampleId, cancellationToken) is { } sample
            ? (await store.GetBlobAsync(Describe(sample), cancellationToken), sample.MediaType)
            : await ReadTestImageAsync(sampleId, cancellationToken);

    /// <returns>What is known of the image, or null for one of the test set.</returns>
    /// <exception cref="GatewayProblemException">The dataset has no such image.</exception>
    public async Task<Sample?> RequireAsync(string datasetId, string sampleId, CancellationToken cancellationToken)
    {
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        if (IsId(sampleId))
        {
            if ((await store.ErasedAsync(datasetId, cancellationToken)).Contains(sampleId))
            {
                throw new GatewayProblemException(
                    Microsoft.AspNetCore.Http.StatusCodes.Status410Gone, Erasures.Reason, $"Image '{sampleId}' of dataset '{datasetId}' was erased: nothing is left of it but its id.");
            }

            if (await FindAsync(datasetId, sampleId, cancellationToken) is { } sample)
            {
                return sample;
            }

            if (await IsTestImageAsync(settings, sampleId, cancellationToken))
            {
                return null;
            }
        }

        throw Refusal.NotFound("no-sample", $"Dataset '{datasetId}' has no image '{sampleId}': a sample's id is the SHA-256 of its bytes, 64 lower-case hexadecimal digits.");
    }

    /// <summary>Where the gateway serves an image's bytes.</summary>
    public static string PathOf(string datasetId, string sampleId) => $"/api/datasets/{datasetId}/samples/{sampleId}/image";

    /// <summary>Where the gateway serves it reduced to what the query's size says.</summary>
    public static string ThumbnailPathOf(string datasetId, string sampleId) => $"/api/datasets/{datasetId}/samples/{sampleId}/thumbnail";

    /// <summary>Whether it can be the id of a sample: 64 lower-case hexadecimal digits.</summary>
    public static bool IsId(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    public static Descriptor Describe(Sample sample) =>
        new() { MediaType = sample.MediaType, Digest = $"sha256:{sample.SampleId}", SizeBytes = sample.SizeBytes };

    /// <summary>The sample as of the newest snapshot, erased or not; null where the dataset has none of that id.</summary>
    public async Task<Sample?> FindAsync(string datasetId, string sampleId, CancellationToken cancellationToken)
    {
        var snapshot = IsId(sampleId) ? await snapshots.NewestAsync(datasetId, cancellationToken) : null;
        if (snapshot?.Shards[ShardLayout.ShardOf(sampleId, snapshot.ShardBits)] is not { } shard)
        {
            return null;
        }

        var samples = await snapshots.ShardAsync(shard, cancellationToken);
        return samples.FirstOrDefault(sample => sample.SampleId == sampleId);
    }

    private async Task<bool> IsTestImageAsync(CurationSettings settings, string sampleId, CancellationToken cancellationToken) =>
        settings.TestSet is not null
        && (await store.GetDocumentBlobAsync(settings.TestSet, Formats.TestSet, cancellationToken)).Samples.Any(sample => sample.SampleId == sampleId);

    private async Task<(byte[] Content, string MediaType)> ReadTestImageAsync(string sampleId, CancellationToken cancellationToken)
    {
        var digest = $"sha256:{sampleId}";
        var key = Digests.BlobKey(digest);
        var content = await store.TryGetAsync(key, cancellationToken) ?? throw new ObjectNotFoundException(key);
        return Digests.Sha256(content) == digest
            ? (content, MediaTypes.Of(content))
            : throw new DigestMismatchException(key, digest, Digests.Sha256(content));
    }
}
