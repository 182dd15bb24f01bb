using Dcai.Contracts.Documents;
using Dcai.Learning;

namespace Dcai.Evaluator;

/// <summary>Measures a trained model on its test set.</summary>
internal static class Outcomes
{
    /// <param name="plan">What was trained.</param>
    /// <param name="card">What came of it.</param>
    /// <param name="classes">[K] names.</param>
    /// <param name="test">N test images; none is no test.</param>
    /// <param name="logits">float32 [N, K].</param>
    /// <param name="robustness">Accuracy under noise, where it was measured.</param>
    public static TrainingOutcome Of(
        PlannedTraining plan, ModelCard card, IReadOnlyList<string> classes, LabelledImages test, float[] logits,
        IReadOnlyList<NoiseAccuracy>? robustness = null)
    {
        var untested = new TrainingOutcome
        {
            Name = plan.Name,
            IsFold = plan.IsFold,
            Purpose = plan.Purpose,
            SeedNumber = plan.SeedNumber,
            Share = plan.Share,
            Card = card,
            TestCount = test.Count,
            PerClass = [],
        };
        if (test.Count == 0)
        {
            return untested;
        }

        var confusion = ClassificationMetrics.ConfusionMatrix(logits, test.Labels, classes.Count);
        var perClass = ClassificationMetrics.PerClassAccuracy(confusion);
        return untested with
        {
            TestAccuracy = ClassificationMetrics.Accuracy(confusion),
            TestConfusion = [.. Enumerable.Range(0, classes.Count).Select(row => Row(confusion, row))],
            PerClass = [.. classes.Select((label, index) => new ClassAccuracy
            {
                Label = label,
                Count = Row(confusion, index).Sum(),
                Accuracy = double.IsFinite(perClass[index]) ? perClass[index] : null,
            })],
            Robustness = robustness,
        };
    }

    private static int[] Row(int[,] confusion, int row) => [.. Enumerable.Range(0, confusion.GetLength(1)).Select(column => confusion[row, column])];
}
