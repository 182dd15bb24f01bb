using System.Globalization;
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

    /// <summary>The images of labelled samples and distorted copies of some, preprocessed for the reference network.</summary>
    /// <param name="samples">Sorted by sample id.</param>
    /// <param name="copied">Of which of them how many copies are made.</param>
    /// <param name="policy">How copies are distorted.</param>
    /// <param name="seedOf">What a copy's randomness derives from, by its image and its number, 1 the first.</param>
    /// <param name="classes">Class names; a label becomes its index here.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>The images, then the copies in the order of their images; without the images that were erased since, and their copies.</returns>
    /// <exception cref="ObjectNotFoundException">An image is not in the store, and was not erased.</exception>
    /// <exception cref="DigestMismatchException">An image's bytes are not those that its id names.</exception>
    public async Task<LabelledImages> LoadWithCopiesAsync(
        IReadOnlyList<LabelledSample> samples, IReadOnlyList<AugmentedSample> copied, AugmentationPolicy policy, Func<string, int, ulong> seedOf,
        IReadOnlyList<string> classes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(copied);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(seedOf);
        var originals = await LoadAsync(samples, classes, cancellationToken).ConfigureAwait(false);
        var labels = originals.SampleIds.Select((id, index) => (id, originals.Labels[index])).ToDictionary(pair => pair.id, pair => pair.Item2, StringComparer.Ordinal);
        AugmentedSample[] left = [.. copied.Where(one => labels.ContainsKey(one.SampleId))];
        var copies = new float[left.Length][][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadsInFlight, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, left.Length, parallel, async (index, token) =>
            copies[index] = await CopiesAsync(left[index], policy, seedOf, token).ConfigureAwait(false)).ConfigureAwait(false);
        return new LabelledImages(
            [.. originals.SampleIds, .. left.SelectMany((one, index) => copies[index].Select((_, copy) => string.Create(CultureInfo.InvariantCulture, $"{one.SampleId}+{copy + 1}")))],
            Joined(originals.Pixels, [.. copies.SelectMany(one => one)]),
            [.. originals.Labels, .. left.SelectMany((one, index) => copies[index].Select(_ => labels[one.SampleId]))],
            originals.Height,
            originals.Width);
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

    /// <summary>All copies of one image; none where it was erased meanwhile.</summary>
    private async Task<float[][]> CopiesAsync(AugmentedSample one, AugmentationPolicy policy, Func<string, int, ulong> seedOf, CancellationToken cancellationToken)
    {
        var copies = new float[one.Copies][];
        byte[]? encoded = null;
        for (var copy = 1; copy <= one.Copies; copy++)
        {
            var seed = seedOf(one.SampleId, copy);
            var cacheKey = string.Create(
                CultureInfo.InvariantCulture, $"copy {seed} {string.Join(' ', policy.Steps.Select(step => $"{step.Kind} {step.Probability:R} {step.Amount:R}"))} {one.SampleId}");
            if (!cache.TryGet(cacheKey, out var pixels))
            {
                if ((encoded ??= await ReadAsync(one.SampleId, cancellationToken).ConfigureAwait(false)) is null)
                {
                    return [];
                }

                pixels = Preprocessing.Reference(OfflineAugmentation.Copy(encoded, policy, seed));
                cache.Add(cacheKey, pixels);
            }

            copies[copy - 1] = pixels;
        }

        return copies;
    }

    private static float[] Joined(float[] first, float[][] others)
    {
        var all = new float[first.Length + others.Sum(other => other.Length)];
        first.CopyTo(all, 0);
        var end = first.Length;
        foreach (var other in others)
        {
            other.CopyTo(all, end);
            end += other.Length;
        }

        return all;
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

        if (await ReadAsync(sampleId, cancellationToken).ConfigureAwait(false) is not { } encoded)
        {
            return null;
        }

        var pixels = Preprocessing.Of(encoded, preprocessing, size);
        cache.Add(cacheKey, pixels);
        return pixels;
    }

    /// <returns>The bytes, verified; null where the image was erased.</returns>
    private async Task<byte[]?> ReadAsync(string sampleId, CancellationToken cancellationToken)
    {
        var key = Digests.BlobKey($"sha256:{sampleId}");
        if (await store.TryGetAsync(key, cancellationToken).ConfigureAwait(false) is not { } encoded)
        {
            return await store.AreBytesErasedAsync(sampleId, cancellationToken).ConfigureAwait(false) ? null : throw new ObjectNotFoundException(key);
        }

        var digest = Digests.Hex(Digests.Sha256(encoded));
        return digest == sampleId ? encoded : throw new DigestMismatchException(key, sampleId, digest);
    }
}
