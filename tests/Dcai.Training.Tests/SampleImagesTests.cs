using System.Security.Cryptography;
using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Training.Tests;

public sealed class WhenSamplesAreLoaded
{
    private readonly InMemoryObjectStore store = new();
    private readonly PreprocessedImageCache cache = new(1 << 20);

    [Fact]
    public async Task TheyAreThePreprocessedPixelsInTheirOrderWithTheirClassIndexes()
    {
        var samples = await Pictures.StoreAsync(store, Enumerable.Range(0, 5));

        var images = await Images().LoadAsync(samples, Pictures.Classes, CancellationToken.None);

        Assert.Equal(samples.Select(sample => sample.SampleId), images.SampleIds);
        Assert.Equal(samples.Select(sample => sample.Label == "upright" ? 0 : 1), images.Labels);
        Assert.Equal((32, 32, 5), (images.Height, images.Width, images.Count));
        Assert.Equal(
            Enumerable.Range(0, 5).Select(Pictures.Encoded).OrderBy(png => Convert.ToHexStringLower(SHA256.HashData(png)), StringComparer.Ordinal)
                .SelectMany(png => Preprocessing.Reference(png)),
            images.Pixels);
    }

    [Fact]
    public async Task ASecondTimeTheyComeFromMemory()
    {
        var samples = await Pictures.StoreAsync(store, Enumerable.Range(0, 4));
        var first = await Images().LoadAsync(samples, Pictures.Classes, CancellationToken.None);
        store.Fault = (step, _) => step.Key.StartsWith(StoreKeys.Blobs, StringComparison.Ordinal)
            ? throw new ObjectStoreException($"{step.Key} was asked for again.")
            : ValueTask.CompletedTask;

        var second = await Images().LoadAsync(samples, Pictures.Classes, CancellationToken.None);

        Assert.Equal(first.Pixels, second.Pixels);
        Assert.Equal(4, cache.Count);
    }

    [Fact]
    public async Task CopiesFollowTheImagesAndAreTheFilesThatAnExportMakes()
    {
        var samples = await Pictures.StoreAsync(store, Enumerable.Range(0, 4));
        AugmentedSample[] copied = [new() { SampleId = samples[1].SampleId, Label = samples[1].Label, Copies = 2 }, new() { SampleId = samples[3].SampleId, Label = samples[3].Label, Copies = 1 }];

        var images = await WithCopiesAsync(samples, copied);
        var again = await WithCopiesAsync(samples, copied);

        Assert.Equal([.. samples.Select(sample => sample.SampleId), $"{samples[1].SampleId}+1", $"{samples[1].SampleId}+2", $"{samples[3].SampleId}+1"], images.SampleIds);
        Assert.Equal(images.Pixels, again.Pixels);
        Assert.Equal([images.Labels[1], images.Labels[1], images.Labels[3]], images.Labels[4..]);
        var values = images.Pixels.Length / 7;
        var encoded = (await store.TryGetAsync(Digests.BlobKey($"sha256:{samples[1].SampleId}")))!;
        Assert.Equal(Preprocessing.Reference(OfflineAugmentation.Copy(encoded, AugmentationPolicy.Paper, 2)), images.Pixels[(5 * values)..(6 * values)]);
        Assert.NotEqual(images.Pixels[(4 * values)..(5 * values)], images.Pixels[(5 * values)..(6 * values)]);
    }

    [Fact]
    public async Task CopiesOfAnErasedImageAreLeftOutWithIt()
    {
        var samples = await Pictures.StoreAsync(store, Enumerable.Range(0, 4));
        await Pictures.EraseAsync(store, samples[1]);

        var images = await WithCopiesAsync(samples, [new AugmentedSample { SampleId = samples[1].SampleId, Label = samples[1].Label, Copies = 2 }]);

        Assert.Equal([samples[0].SampleId, samples[2].SampleId, samples[3].SampleId], images.SampleIds);
    }

    [Fact]
    public async Task ErasedOnesAreLeftOutThoughTheyWereInMemory()
    {
        var samples = await Pictures.StoreAsync(store, Enumerable.Range(0, 4));
        var before = await Images().LoadAsync(samples, Pictures.Classes, CancellationToken.None);
        await Pictures.EraseAsync(store, samples[1]);

        var after = await Images().LoadAsync(samples, Pictures.Classes, CancellationToken.None);

        LabelledSample[] left = [samples[0], samples[2], samples[3]];
        var values = before.Pixels.Length / 4;
        Assert.Equal(left.Select(sample => sample.SampleId), after.SampleIds);
        Assert.Equal(left.Select(sample => sample.Label == "upright" ? 0 : 1), after.Labels);
        Assert.Equal([.. before.Pixels[..values], .. before.Pixels[(2 * values)..]], after.Pixels);
        Assert.Equal(3, cache.Count);
    }

    [Fact]
    public async Task ErasedOnesThatSomebodyBroughtAgainAreThere()
    {
        var samples = await Pictures.StoreAsync(store, Enumerable.Range(0, 2));
        await Pictures.EraseAsync(store, samples[1]);
        await Pictures.StoreAsync(store, Enumerable.Range(0, 2));

        Assert.Equal(2, (await Images().LoadAsync(samples, Pictures.Classes, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task PreprocessingsAndSizesAreKeptApart()
    {
        var samples = await Pictures.StoreAsync(store, [0]);
        var encoded = Pictures.Encoded(0);

        foreach (var (preprocessing, size) in new[] { (Preprocessings.Reference, 16), (Preprocessings.Antialiased, 16), (Preprocessings.Reference, 40) })
        {
            for (var time = 0; time < 2; time++)
            {
                var images = await Images().LoadAsync(samples, Pictures.Classes, preprocessing, size, CancellationToken.None);

                Assert.Equal((size, size), (images.Height, images.Width));
                Assert.Equal(Preprocessing.Of(encoded, preprocessing, size), images.Pixels);
            }
        }

        Assert.Equal(3, cache.Count);
    }

    [Fact]
    public async Task APreprocessingThatIsNotKnownIsNamed()
    {
        var samples = await Pictures.StoreAsync(store, [0]);

        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            Images().LoadAsync(samples, Pictures.Classes, "upside down", 32, CancellationToken.None));

        Assert.Contains("'upside down'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutLabelsTheyHaveNone()
    {
        var samples = await Pictures.StoreAsync(store, Enumerable.Range(0, 3));

        var images = await Images().LoadAsync([.. samples.Select(sample => sample.SampleId)], CancellationToken.None);

        Assert.Equal([LabelledImages.NoLabel, LabelledImages.NoLabel, LabelledImages.NoLabel], images.Labels);
    }

    [Fact]
    public async Task NoneAreNoPixels() =>
        Assert.Equal(0, (await Images().LoadAsync([], Pictures.Classes, CancellationToken.None)).Count);

    [Fact]
    public async Task OtherBytesThanTheIdNamesAreRefusedAndNotKept()
    {
        var sample = (await Pictures.StoreAsync(store, [0]))[0];
        var key = Digests.BlobKey($"sha256:{sample.SampleId}");
        await store.PutAsync(key, Pictures.Encoded(1));

        var error = await Assert.ThrowsAsync<DigestMismatchException>(() => Images().LoadAsync([sample], Pictures.Classes, CancellationToken.None));

        Assert.Equal((key, sample.SampleId), (error.Key, error.Expected));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task AMissingImageIsNamed()
    {
        var samples = await Pictures.StoreAsync(store, [0, 1]);
        var key = Digests.BlobKey($"sha256:{samples[1].SampleId}");
        await store.DeleteAsync(key);

        var error = await Assert.ThrowsAsync<ObjectNotFoundException>(() => Images().LoadAsync(samples, Pictures.Classes, CancellationToken.None));

        Assert.Equal(key, error.Key);
    }

    [Fact]
    public async Task AnUnknownLabelIsNamedWithItsSample()
    {
        LabelledSample[] samples = [(await Pictures.StoreAsync(store, [0]))[0] with { Label = "askew" }];

        var error = await Assert.ThrowsAsync<ArgumentException>(() => Images().LoadAsync(samples, Pictures.Classes, CancellationToken.None));

        Assert.Equal($"Sample {samples[0].SampleId} has label 'askew', which is not among the classes upright, lying.", error.Message);
    }

    private SampleImages Images() => new(store, cache);

    private Task<LabelledImages> WithCopiesAsync(IReadOnlyList<LabelledSample> samples, IReadOnlyList<AugmentedSample> copied) =>
        Images().LoadWithCopiesAsync(samples, copied, AugmentationPolicy.Paper, (_, copy) => (ulong)copy, Pictures.Classes, CancellationToken.None);
}
