using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>The ingested files under the label and in the split with which they came: one entry per file, duplicates included.</summary>
internal sealed record EvaluationFiles
{
    private const double ValidationShareWithoutSplit = 0.2;

    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Train { get; init; }

    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Validation { get; init; }

    /// <summary>Reads the files out of the samples.</summary>
    /// <param name="samples">All samples, whatever was decided about them.</param>
    /// <param name="settings">Classes and seed.</param>
    /// <param name="heldOut">Images that are in neither part.</param>
    /// <returns>Absent where a part is empty.</returns>
    /// <remarks>
    /// Where the files do not name both a train and a val split, 20 % of each label are drawn for validation, all copies of an image on the same
    /// side. Files without a usable label, and those that came as test images, are left out.
    /// </remarks>
    public static EvaluationFiles? Of(IReadOnlyCollection<Sample> samples, CurationSettings settings, IReadOnlyList<LabelledSample> heldOut)
    {
        var classes = settings.Classes.ToHashSet(StringComparer.Ordinal);
        var heldOutIds = heldOut.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        var files = samples
            .Where(sample => sample.Origin == SampleOrigin.Ingested && !heldOutIds.Contains(sample.SampleId))
            .SelectMany(sample => sample.Provenance
                .Where(place => place.Label is not null && classes.Contains(place.Label) && place.Split != "test")
                .GroupBy(place => (place.Source, place.Name, place.Split))
                .Select(copies => (
                    copies.Key.Split,
                    Entry: new LabelledSample { SampleId = sample.SampleId, Label = copies.Select(place => place.Label!).Order(StringComparer.Ordinal).First() })))
            .ToList();
        var train = files.Where(file => file.Split != "val").Select(file => file.Entry).ToList();
        var validation = files.Where(file => file.Split == "val").Select(file => file.Entry).ToList();
        if (validation.Count == 0 || files.TrueForAll(file => file.Split != "train"))
        {
            (train, validation) = Draw(files.ConvertAll(file => file.Entry), settings);
        }

        return train.Count == 0 || validation.Count == 0
            ? null
            : new EvaluationFiles { Train = Labelled.ById(train), Validation = Labelled.ById(validation) };
    }

    private static (List<LabelledSample> Train, List<LabelledSample> Validation) Draw(List<LabelledSample> entries, CurationSettings settings)
    {
        var images = Labelled.ById(entries).DistinctBy(entry => entry.SampleId).ToList();
        var total = (int)Math.Round(images.Count * ValidationShareWithoutSplit, MidpointRounding.AwayFromZero);
        var quotas = Apportionment.Divide(Apportionment.SizesOf(images), total, size => size >= 2 ? 1 : 0, size => size / 2);
        var drawn = StratifiedDraw.Take(images, quotas, SeededRandom.For(settings.Seed, "split as distributed")).Taken
            .Select(sample => sample.SampleId)
            .ToHashSet(StringComparer.Ordinal);
        return (entries.FindAll(entry => !drawn.Contains(entry.SampleId)), entries.FindAll(entry => drawn.Contains(entry.SampleId)));
    }
}
