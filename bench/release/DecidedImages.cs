using System.Globalization;
using Dcai.Bench.Figures;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Fingerprints;
using Dcai.Imaging;
using Dcai.ObjectStorage;

namespace Dcai.Bench.Release;

/// <summary>A folder of images whose truth is known, as a snapshot in which everything is decided: what has a right label is certified under it, the rest removed.</summary>
/// <param name="Samples">Every image once, with all places at which it lies.</param>
/// <param name="LabelBook">The images of label_book/, sorted by id.</param>
/// <param name="Classes">In ordinal order.</param>
/// <param name="Store">Holds the images.</param>
internal sealed record DecidedImages(
    IReadOnlyList<Sample> Samples, IReadOnlyList<LabelledSample> LabelBook, IReadOnlyList<string> Classes, IObjectStore Store)
{
    private const string Png = "image/png";

    /// <param name="data">The folder with original/SPLIT/CLASS/image, oracle.csv and label_book/CLASS/image.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<DecidedImages> ReadAsync(string data, CancellationToken cancellationToken)
    {
        var store = new InMemoryObjectStore();
        var truth = Truth.Read(Path.Join(data, "oracle.csv"));
        var samples = new Dictionary<string, Sample>(StringComparer.Ordinal);
        foreach (var file in ImageFolder.Walk(Path.Join(data, "original"), cancellationToken: cancellationToken).Files)
        {
            var content = await File.ReadAllBytesAsync(file.Path, cancellationToken);
            var id = await KeepAsync(content);
            var place = new Provenance { Source = "original", Name = file.RelativePath, Label = file.Label, Split = file.Split };
            samples[id] = samples.TryGetValue(id, out var known) ? Again(known, place) : Decide(id, content, place, truth);
        }

        var labelBook = new List<LabelledSample>();
        foreach (var file in ImageFolder.Walk(Path.Join(data, "label_book"), cancellationToken: cancellationToken).Files)
        {
            labelBook.Add(new LabelledSample { SampleId = await KeepAsync(await File.ReadAllBytesAsync(file.Path, cancellationToken)), Label = file.Label! });
        }

        return new DecidedImages(
            [.. samples.Values],
            [.. labelBook.DistinctBy(sample => sample.SampleId).OrderBy(sample => sample.SampleId, StringComparer.Ordinal)],
            [.. truth.Valid.Values.Distinct().Order(StringComparer.Ordinal)],
            store);

        async Task<string> KeepAsync(byte[] content) => Digests.Hex((await store.PutBlobAsync(content, Png, cancellationToken)).Digest);
    }

    /// <summary>The certified images in parts that are tested one after the other; nothing of the label book, and what looks alike is in one part.</summary>
    public IReadOnlyList<IReadOnlyList<LabelledSample>> Folds(int count)
    {
        var apart = LabelBook.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        LabelledSample[] certified = [.. Labelled.Certified(Samples).Where(sample => !apart.Contains(sample.SampleId))];
        var labels = certified.ToDictionary(sample => sample.SampleId, sample => sample.Label, StringComparer.Ordinal);
        return StratifiedFolds.Split(certified, DuplicateGroups.Of(Samples, labels), count, seed: 1);
    }

    private static Sample Again(Sample known, Provenance place) => known with
    {
        GivenLabels = [.. known.GivenLabels.Append(place.Label!).Distinct().Order(StringComparer.Ordinal)],
        Provenance = [.. known.Provenance.Append(place).OrderBy(one => one.Name, StringComparer.Ordinal)],
    };

    private static Sample Decide(string id, byte[] content, Provenance place, Truth truth)
    {
        var image = ImageDecoder.Decode(content, PixelFormat.Gray8);
        var label = truth.Valid.GetValueOrDefault(id);
        return new Sample
        {
            SampleId = id,
            MediaType = Png,
            SizeBytes = content.Length,
            Width = image.Width,
            Height = image.Height,
            Status = label is null ? SampleStatus.Removed : SampleStatus.Certified,
            Origin = SampleOrigin.Ingested,
            GivenLabels = [place.Label!],
            CertifiedLabel = label,
            Conflict = false,
            Provenance = [place],
            PerceptualHash = PerceptualHash.Compute(image).ToString("x16", CultureInfo.InvariantCulture),
            ArrivedIn = 1,
        };
    }
}
