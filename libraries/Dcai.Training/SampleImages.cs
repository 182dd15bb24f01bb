using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;

namespace Dcai.Training;

/// <summary>Samples as pixels: blobs are read, verified, preprocessed, and kept in memory for the next training.</summary>
public sealed class SampleImages(IObjectStore store, PreprocessedImageCache cache)
{
    private const int ReadsInFlight = 8;

    /// <summary>The images of labelled samples, preprocessed for the reference network.</summary>
    /// <inheritdoc cref="LoadAsync(IReadOnlyList{LabelledSample}, IReadOnlyList{string}, string, int, CancellationToken)"/>
    public Task<LabelledImages> LoadAsync(IReadOnlyList<LabelledSample> samples, IReadOnlyList<string> classes, CancellationToken cancellationToken) =>
        LoadAsync(samples, classes, Preprocessings.Reference, Preprocessing.ReferenceSize, cancellationToken);

    /// <summary>The images of labelled samples.</summary>
    /// <param name="samples">Sorted by sample id.</param>
    /// <param name="classes">Class names; a label becomes its index here.</param>
    /// <param name="preprocessing">One of <see cref="Preprocessings"/>.</param>
    /// <param name="size">H = W, pixels.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="ArgumentException">A label is not among the classes; the message names sample and label. Or there is no such preprocessing.</exception>
    /// <exception cref="ObjectNotFoundException">An image is not in the store.</exception>
    /// <exception cref="DigestMismatchException">An image's bytes are not those that its id names.</exception>
    public Task<LabelledImages> LoadAsync(
        IReadOnlyList<LabelledSample> samples, IReadOnlyList<string> classes, string preprocessing, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(classes);
        var indexes = classes.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        var labels = samples.Select(sample => indexes.TryGetValue(sample.Label, out var index)
            ? index
            : throw new ArgumentException($"Sample {sample.SampleId} has label '{sample.Label}', which is not among the classes {string.Join(", ", classes)}."));
        return LoadAsync([.. samples.Select(sample => sample.SampleId)], [.. labels], preprocessing, size, cancellationToken);
    }

    /// <summary>The images of samples without labels, preprocessed for the reference network.</summary>
    /// <inheritdoc cref="LoadAsync(IReadOnlyList{LabelledSample}, IReadOnlyList{string}, string, int, CancellationToken)"/>
    public Task<LabelledImages> LoadAsync(IReadOnlyList<string> sampleIds, CancellationToken cancellationToken) =>
        LoadAsync(sampleIds, Preprocessings.Reference, Preprocessing.ReferenceSize, cancellationToken);

    /// <summary>The images of samples without labels.</summary>
    /// <inheritdoc cref="LoadAsync(IReadOnlyList{LabelledSample}, IReadOnlyList{string}, string, int, CancellationToken)"/>
    public Task<LabelledImages> LoadAsync(IReadOnlyList<string> sampleIds, string preprocessing, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sampleIds);
        var labels = new int[sampleIds.Count];
        Array.Fill(labels, LabelledImages.NoLabel);
        return LoadAsync(sampleIds, labels, preprocessing, size, cancellationToken);
    }

    private async Task<LabelledImages> LoadAsync(
        IReadOnlyList<string> sampleIds, int[] labels, string preprocessing, int size, CancellationToken cancellationToken)
    {
        var values = 3 * size * size;
        if ((long)sampleIds.Count * values > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{sampleIds.Count} images of {size}×{size} pixels are too many to train on at once; at most {Array.MaxLength / values} are not: choose a smaller auxiliary.imageSize.");
        }

        var pixels = new float[sampleIds.Count * values];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadsInFlight, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, sampleIds.Count, parallel, async (index, token) =>
        {
            var image = await LoadAsync(sampleIds[index], preprocessing, size, token).ConfigureAwait(false);
            Array.Copy(image, 0, pixels, index * values, values);
        }).ConfigureAwait(false);
        return new LabelledImages(sampleIds, pixels, labels, size, size);
    }

    private async Task<float[]> LoadAsync(string sampleId, string preprocessing, int size, CancellationToken cancellationToken)
    {
        var cacheKey = $"{preprocessing} {size} {sampleId}";
        if (cache.TryGet(cacheKey, out var known))
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

        var pixels = Preprocessing.Of(encoded, preprocessing, size);
        cache.Add(cacheKey, pixels);
        return pixels;
    }
}
