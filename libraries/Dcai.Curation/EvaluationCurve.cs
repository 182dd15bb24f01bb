using System.Globalization;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>The trainings of the learning curve: ever more of the certified training images, all else equal.</summary>
/// <remarks>
/// The nested subsets of Hestness et al. 2017, "Deep Learning Scaling is Predictable, Empirically", https://arxiv.org/abs/1712.00409, section 3:
/// every smaller set is part of every larger one.
/// </remarks>
internal static class EvaluationCurve
{
    /// <summary>Plans every share with every seed; the drawn images differ from seed to seed.</summary>
    /// <param name="train">The release's training images.</param>
    /// <param name="heldOut">What chooses the epoch and what tests.</param>
    /// <param name="settings">Shares, seeds and the dataset's seed.</param>
    /// <returns>By rising share, then by seed number; none where nothing is held out.</returns>
    public static IEnumerable<PlannedTraining> Plan(IReadOnlyList<LabelledSample> train, EvaluationHeldOut heldOut, CurationSettings settings)
    {
        if (heldOut.Test.Count == 0 || heldOut.Validation.Count == 0)
        {
            yield break;
        }

        foreach (var share in settings.Evaluation.LearningCurveShares.Distinct().Order())
        {
            for (var seed = 0; seed < settings.Evaluation.Seeds; seed++)
            {
                yield return new PlannedTraining
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"learning curve at {100 * share:0.##} %"),
                    IsFold = false,
                    Purpose = TrainingPurpose.LearningCurve,
                    Share = share,
                    SeedNumber = seed,
                    Train = Subset(train, share, SeededRandom.For(settings.Seed, string.Create(CultureInfo.InvariantCulture, $"learning curve {seed}"))),
                    Validation = heldOut.Validation,
                    Test = heldOut.Test,
                };
            }
        }
    }

    /// <summary>The first images of each class in a random order: the same generator gives nested sets for rising shares.</summary>
    private static IReadOnlyList<LabelledSample> Subset(IReadOnlyList<LabelledSample> train, double share, SeededRandom random)
    {
        var taken = new List<LabelledSample>();
        foreach (var ofClass in train.GroupBy(sample => sample.Label, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var order = Labelled.ById(ofClass).ToList();
            random.Shuffle(order);
            taken.AddRange(order.Take(Math.Max(1, (int)Math.Round(share * order.Count, MidpointRounding.AwayFromZero))));
        }

        return Labelled.ById(taken);
    }
}
