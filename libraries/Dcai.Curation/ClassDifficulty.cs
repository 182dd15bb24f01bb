using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>How hard each class is.</summary>
public static class ClassDifficulty
{
    /// <summary>By the last release's trainings where there are any, else by what people had to correct.</summary>
    /// <param name="classes">Class names.</param>
    /// <param name="samples">All samples of the snapshot.</param>
    /// <param name="lastOutcomes">Of the last release; empty before the first.</param>
    /// <returns>
    /// Class to the mean share of its test images that the last release's "pipeline output" trainings got wrong; without them, to the share of
    /// its certified images that came under other labels only. Range [0, 1].
    /// </returns>
    public static IReadOnlyDictionary<string, double> Of(
        IReadOnlyList<string> classes, IReadOnlyCollection<Sample> samples, IReadOnlyList<TrainingOutcome> lastOutcomes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(lastOutcomes);
        var tested = lastOutcomes
            .Where(outcome => outcome.Name == ReleasePlanner.PipelineOutput)
            .SelectMany(outcome => outcome.PerClass)
            .Where(one => one.Accuracy is not null)
            .ToLookup(one => one.Label, one => 1 - one.Accuracy!.Value, StringComparer.Ordinal);
        return classes.ToDictionary(
            label => label,
            label => tested.Count > 0 ? tested[label].DefaultIfEmpty(0).Average() : CorrectedShare(label, samples),
            StringComparer.Ordinal);
    }

    private static double CorrectedShare(string label, IReadOnlyCollection<Sample> samples) => samples
        .Where(sample => sample.CertifiedLabel == label)
        .Select(sample => sample.GivenLabels.Count > 0 && !sample.GivenLabels.Contains(label, StringComparer.Ordinal) ? 1.0 : 0)
        .DefaultIfEmpty(0)
        .Average();
}
