using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;

namespace Dcai.Training;

/// <summary>Samples as pixels: blobs are read, verified, preprocessed for the reference network, and kept in memory for the next training.</summary>
public sealed class SampleImages(IObjectStore store, PreprocessedImageCache cache)
{
    private const int ReadsInFlight = 8;

    /// <summary>The images of labelled samples.</summary>
    /// <param name="samples">Sorted by sample id.</param>
    /// <param name="classes">Class names; a label becomes its index here.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="ArgumentException">A label is not among the classes; the message names sample and label.</exception>
    /// <exception cref="ObjectNotFoundException">An image is not in the store.</exception>
    /// <exception cref="DigestMismatchException">An image's bytes are not those that its id names.</exception>
    public Task<LabelledImages> LoadAsync(IReadOnlyList<LabelledSample> samples, IReadOnlyList<string> classes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(classes);
        var indexes = classes.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        var labels = samples.Select(sample => indexes.TryGetValue(sample.Label, out var index)
            ? index
            : throw new ArgumentException($"Sample {sample.SampleId} has label '{sample.Label}', which is not among the classes {string.Join(", ", classes)}."));
        return LoadAsync([.. samples.Select(sample => sample.SampleId)], [.. labels], cancellationToken);
    }

    /// <summary>The images of samples without labels.</summary>
    /// <inheritdoc cref="LoadAsync(IReadOnlyList{LabelledSample}, IReadOnlyList{string}, CancellationToken)"/>
    public Task<LabelledImages> LoadAsync(IReadOnlyList<string> sampleIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sampleIds);
        var labels = new int[sampleIds.Count];
        Array.Fill(labels, LabelledImages.NoLabel);
        return LoadAsync(sampleIds, labels, cancellationToken);
    }

    private async Task<LabelledImages> LoadAsync(IReadOnlyList<string> sampleIds, int[] labels, CancellationToken cancellationToken)
    {
        const int Values = 3 * Preprocessing.ReferenceSize * Preprocessing.ReferenceSize;
        var pixels = new float[sampleIds.Count * Values];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadsInFlight, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, sampleIds.Count, parallel, async (index, token) =>
        {
            var image = await LoadAsync(sampleIds[index], token).ConfigureAwait(false);
            image.CopyTo(pixels, index * Values);
        }).ConfigureAwait(false);
        return new LabelledImages(sampleIds, pixels, labels, Preprocessing.ReferenceSize, Preprocessing.ReferenceSize);
    }

    private async Task<float[]> LoadAsync(string sampleId, CancellationToken cancellationToken)
    {
        if (cache.TryGet(sampleId, out var known))
        {
            return known;
        }

        var key = Digests.BlobKey($"sha256:{sampleId}");
        var encoded = await store.TryGetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(key);
        var digest = Digests.Hex(Digests.Sha256(encoded));
        if (digest != sampleId)
        {
            throw new DigestMismatchException(key, sampleId, digest);
        }

        var pixels = Preprocessing.Reference(encoded);
        cache.Add(sampleId, pixels);
        return pixels;
    }
}
