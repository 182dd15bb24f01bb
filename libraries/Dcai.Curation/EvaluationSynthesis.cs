using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>What painted images are worth, out of what the trainings with and without them reached, and who painted them.</summary>
public static class EvaluationSynthesis
{
    /// <param name="outcomes">Of all planned trainings.</param>
    /// <param name="imageCount">Painted images in the release.</param>
    /// <returns>Absent where nothing was painted, or no training was tested both with and without.</returns>
    public static SynthesisMeasure? Of(IReadOnlyList<TrainingOutcome> outcomes, int imageCount)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var without = Tested(outcomes, ReleasePlanner.PipelineOutput);
        var with = Tested(outcomes, ReleasePlanner.WithSynthesized);
        int[] seeds = [.. with.Keys.Where(without.ContainsKey).Order()];
        if (seeds.Length == 0)
        {
            return null;
        }

        double[] gains = [.. seeds.Select(seed => with[seed].TestAccuracy!.Value - without[seed].TestAccuracy!.Value)];
        var (before, after) = (Mean(without), Mean(with));
        var error = EvaluationTables.StandardDeviation(gains) / Math.Sqrt(gains.Length)
            ?? Math.Sqrt((Variance(before) + Variance(after)) / with[seeds[0]].TestCount);
        return new SynthesisMeasure
        {
            ImageCount = imageCount,
            Without = before,
            With = after,
            StandardError = error,
            Trainings = seeds.Length,
            Kept = after - before > error,
        };

        double Mean(Dictionary<int, TrainingOutcome> tested) => seeds.Average(seed => tested[seed].TestAccuracy!.Value);
    }

    /// <summary>What a report says of a release's generators.</summary>
    public static IReadOnlyList<GeneratorSummary> Summarise(GanCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return [.. card.Generators.Select((generator, number) => Summarise(card.Release, number, generator))];
    }

    private static GeneratorSummary Summarise(int release, int number, GeneratorCard generator)
    {
        // A training that went back may have come by the same step twice: the last time is what stayed.
        var (place, check) = generator.Checks.Index().LastOrDefault(one => one.Item.Iteration == generator.KeptIteration && one.Item.Failure is null);
        return new GeneratorSummary
        {
            Release = release,
            Number = number,
            Gamma = generator.Gamma,
            KeptIteration = generator.KeptIteration,
            End = generator.End,
            Rollbacks = generator.Rollbacks,
            Check = check is null ? null : place,
            FrechetDistance = check?.FrechetDistance,
            Agreement = check?.Agreement,
            Sheet = check?.Sheet,
        };
    }

    private static Dictionary<int, TrainingOutcome> Tested(IReadOnlyList<TrainingOutcome> outcomes, string name) => outcomes
        .Where(outcome => outcome is { Purpose: TrainingPurpose.Row, IsFold: false, TestAccuracy: not null } && outcome.Name == name)
        .DistinctBy(outcome => outcome.SeedNumber)
        .ToDictionary(outcome => outcome.SeedNumber);

    /// <summary>Of one right or wrong answer.</summary>
    private static double Variance(double accuracy) => accuracy * (1 - accuracy);
}
