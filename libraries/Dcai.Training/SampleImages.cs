using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.Work.Upkeep;

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
    /// <returns>Without the images that were erased since the samples were listed.</returns>
    /// <exception cref="ObjectNotFoundException">An image is not in the store, and was not erased.</exception>
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

        var erased = await store.BytesErasedAsync(cancellationToken).ConfigureAwait(false);
        var (pixels, isErased) = (new float[sampleIds.Count * values], new bool[sampleIds.Count]);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadsInFlight, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, sampleIds.Count, parallel, async (index, token) =>
        {
            if (await LoadAsync(sampleIds[index], preprocessing, size, erased, token).ConfigureAwait(false) is { } image)
            {
                Array.Copy(image, 0, pixels, index * values, values);
            }
            else
            {
                isErased[index] = true;
            }
        }).ConfigureAwait(false);
        return isErased.Contains(true) ? Without(isErased, sampleIds, pixels, labels, size) : new LabelledImages(sampleIds, pixels, labels, size, size);
    }

    /// <summary>What is left when the erased ones are gone.</summary>
    private static LabelledImages Without(bool[] isErased, IReadOnlyList<string> sampleIds, float[] pixels, int[] labels, int size)
    {
        var values = 3 * size * size;
        int[] kept = [.. Enumerable.Range(0, sampleIds.Count).Where(index => !isErased[index])];
        var left = new float[kept.Length * values];
        for (var row = 0; row < kept.Length; row++)
        {
            Array.Copy(pixels, kept[row] * values, left, row * values, values);
        }

        return new LabelledImages([.. kept.Select(index => sampleIds[index])], left, [.. kept.Select(index => labels[index])], size, size);
    }

    /// <returns>Null where the image was erased.</returns>
    private async Task<float[]?> LoadAsync(
        string sampleId, string preprocessing, int size, IReadOnlySet<string> erased, CancellationToken cancellationToken)
    {
        var cacheKey = $"{preprocessing} {size} {sampleId}";
        if (erased.Contains(sampleId))
        {
            // Another dataset may have brought it again since: then it is in the store.
            cache.Remove(cacheKey);
        }
        else if (cache.TryGet(cacheKey, out var known))
        {
            return known;
        }

        var key = Digests.BlobKey($"sha256:{sampleId}");
        if (await store.TryGetAsync(key, cancellationToken).ConfigureAwait(false) is not { } encoded)
        {
            return await store.AreBytesErasedAsync(sampleId, cancellationToken).ConfigureAwait(false) ? null : throw new ObjectNotFoundException(key);
        }

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
