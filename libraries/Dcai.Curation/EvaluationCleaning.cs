using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>The trainings of the cleaning measure: the files as they came, of which a first share was inspected and put right.</summary>
/// <remarks>The "debugging" challenge of Mazumder et al. 2022, "DataPerf", https://arxiv.org/abs/2207.10062, section 4.</remarks>
internal static class EvaluationCleaning
{
    /// <summary>Plans every share with every seed, and always the share of 1: the clean set, which the others are compared with.</summary>
    /// <param name="distributed">The files as they came; none of the held-out images among them.</param>
    /// <param name="samples">All samples of the snapshot: what an inspection says.</param>
    /// <param name="order">Sample ids in the order of inspection; images that it does not name come last, by id.</param>
    /// <param name="test">The held-out images.</param>
    /// <param name="settings">Shares and seeds.</param>
    /// <returns>By rising share, then by seed number; none where nothing is held out, or where nothing of a part would be left.</returns>
    /// <remarks>An inspected image gets its certified label, a removed one goes with all its copies; undecided ones stay as they came.</remarks>
    public static IEnumerable<PlannedTraining> Plan(
        EvaluationFiles distributed,
        IReadOnlyCollection<Sample> samples,
        IReadOnlyList<string> order,
        IReadOnlyList<LabelledSample> test,
        CurationSettings settings)
    {
        if (test.Count == 0 || settings.Evaluation.CleaningShares.Count == 0)
        {
            yield break;
        }

        var known = samples.ToDictionary(sample => sample.SampleId, StringComparer.Ordinal);
        string[] images = InOrder(distributed, order);
        foreach (var share in settings.Evaluation.CleaningShares.Append(1).Distinct().Order())
        {
            var inspected = images
                .Take((int)Math.Round(share * images.Length, MidpointRounding.AwayFromZero))
                .ToHashSet(StringComparer.Ordinal);
            var (train, validation) = (Clean(distributed.Train, inspected, known), Clean(distributed.Validation, inspected, known));
            for (var seed = 0; seed < settings.Evaluation.Seeds && train.Count > 0 && validation.Count > 0; seed++)
            {
                yield return new PlannedTraining
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"as distributed, first {100 * share:0.##} % cleaned"),
                    IsFold = false,
                    Purpose = TrainingPurpose.Cleaning,
                    Share = share,
                    SeedNumber = seed,
                    Train = train,
                    Validation = validation,
                    Test = test,
                };
            }
        }
    }

    private static string[] InOrder(EvaluationFiles distributed, IReadOnlyList<string> order)
    {
        var images = distributed.Train.Concat(distributed.Validation).Select(file => file.SampleId).ToHashSet(StringComparer.Ordinal);
        return [.. order.Where(images.Contains).Concat(images.Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<LabelledSample> Clean(
        IReadOnlyList<LabelledSample> files, HashSet<string> inspected, Dictionary<string, Sample> known) => Labelled.ById(files
            .Where(file => !(inspected.Contains(file.SampleId) && known[file.SampleId].Status == SampleStatus.Removed))
            .Select(file => inspected.Contains(file.SampleId) && known[file.SampleId].CertifiedLabel is { } label ? file with { Label = label } : file));
}
