using System.Globalization;
using Dcai.Contracts.Documents;

namespace Dcai.GanTrainer;

/// <summary>The classes that have enough training images, and their images.</summary>
internal sealed record PaintedClasses
{
    /// <summary>In the order of the settings.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Why the others are not painted, a line each.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Train { get; init; }

    /// <param name="train">The training images of a release, sorted by sample id.</param>
    /// <param name="settings">Classes, and how many images each needs.</param>
    public static PaintedClasses Of(IReadOnlyList<LabelledSample> train, CurationSettings settings)
    {
        var sizes = train.GroupBy(sample => sample.Label, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var least = settings.Synthesis.LeastImagesPerClass;
        var names = settings.Classes.Where(name => sizes.GetValueOrDefault(name) >= least).ToList();
        return new PaintedClasses
        {
            Names = names,
            LeftOut =
            [
                .. settings.Classes.Except(names, StringComparer.Ordinal).Select(name => string.Create(
                    CultureInfo.InvariantCulture,
                    $"Class '{name}' has {sizes.GetValueOrDefault(name)} training images; a generator learns from {least} or more (setting synthesis.leastImagesPerClass).")),
            ],
            Train = [.. train.Where(sample => names.Contains(sample.Label, StringComparer.Ordinal))],
        };
    }
}
