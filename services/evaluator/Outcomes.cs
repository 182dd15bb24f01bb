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
    public static TrainingOutcome Of(PlannedTraining plan, ModelCard card, IReadOnlyList<string> classes, LabelledImages test, float[] logits)
    {
        if (test.Count == 0)
        {
            return new TrainingOutcome { Name = plan.Name, IsFold = plan.IsFold, Card = card, TestCount = 0, PerClass = [] };
        }

        var confusion = ClassificationMetrics.ConfusionMatrix(logits, test.Labels, classes.Count);
        var perClass = ClassificationMetrics.PerClassAccuracy(confusion);
        return new TrainingOutcome
        {
            Name = plan.Name,
            IsFold = plan.IsFold,
            Card = card,
            TestCount = test.Count,
            TestAccuracy = ClassificationMetrics.Accuracy(confusion),
            TestConfusion = [.. Enumerable.Range(0, classes.Count).Select(row => Row(confusion, row))],
            PerClass = [.. classes.Select((label, index) => new ClassAccuracy
            {
                Label = label,
                Count = Row(confusion, index).Sum(),
                Accuracy = double.IsFinite(perClass[index]) ? perClass[index] : null,
            })],
        };
    }

    private static int[] Row(int[,] confusion, int row) => [.. Enumerable.Range(0, confusion.GetLength(1)).Select(column => confusion[row, column])];
}
