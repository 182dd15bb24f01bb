namespace Dcai.Learning.Tests;

public sealed class WhenScoresAreJudged
{
    private static readonly float[] Logits = [2, 0, -1, 0, 3, 0, 1, 1, 0, -2, 0, 5];

    [Fact]
    public void Softmax_gives_probabilities()
    {
        var probabilities = Probabilities.Softmax(Logits, 3);

        Assert.Equal(Logits.Length, probabilities.Length);
        Assert.All(probabilities.Chunk(3), row => Assert.Equal(1.0, row.Sum(), 1e-6));
        Assert.Equal(Math.E * Math.E / ((Math.E * Math.E) + 1 + (1 / Math.E)), probabilities[0], 1e-6);
    }

    [Fact]
    public void Softmax_neither_overflows_nor_loses_everything() =>
        Assert.Equal([0.5f, 0.5f, 0f], Probabilities.Softmax([1000, 1000, -1000], 3));

    [Fact]
    public void Loss_is_the_negative_logarithm_of_the_probability()
    {
        var losses = SampleLoss.CrossEntropy(Logits, [0, 1, 2, -1], 3);

        var probabilities = Probabilities.Softmax(Logits, 3);
        Assert.Equal(4, losses.Length);
        Assert.Equal(-Math.Log(probabilities[0]), losses[0], 1e-5);
        Assert.Equal(-Math.Log(probabilities[4]), losses[1], 1e-5);
        Assert.Equal(-Math.Log(probabilities[8]), losses[2], 1e-5);
        Assert.True(float.IsNaN(losses[3]));
    }

    [Fact]
    public void The_loss_of_a_hopeless_sample_is_finite() =>
        Assert.Equal([2000f], SampleLoss.CrossEntropy([1000, -1000], [1], 2));

    [Fact]
    public void Confusion_counts_labels_against_predictions()
    {
        var confusion = ClassificationMetrics.ConfusionMatrix(Logits, [0, 2, 1, 2], 3);

        Assert.Equal(new[,] { { 1, 0, 0 }, { 1, 0, 0 }, { 0, 1, 1 } }, confusion);
        Assert.Equal(0.5, ClassificationMetrics.Accuracy(confusion));
        Assert.Equal([1.0, 0.0, 0.5], ClassificationMetrics.PerClassAccuracy(confusion));
    }

    [Fact]
    public void Samples_without_a_label_are_left_out()
    {
        Assert.Equal(1.0, ClassificationMetrics.Accuracy(Logits, [0, -1, -1, 2], 3));
        Assert.True(double.IsNaN(ClassificationMetrics.Accuracy(Logits, [-1, -1, -1, -1], 3)));
        Assert.True(double.IsNaN(ClassificationMetrics.PerClassAccuracy(Logits, [0, -1, -1, 2], 3)[1]));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_with_both_sizes()
    {
        Assert.Contains("[N, 5]", Assert.Throws<ArgumentException>(() => Probabilities.Softmax(Logits, 5)).Message, StringComparison.Ordinal);
        Assert.Contains("12", Assert.Throws<ArgumentException>(() => Probabilities.Softmax(Logits, 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SampleLoss.CrossEntropy(Logits, [0], 3));
        Assert.Throws<ArgumentException>(() => SampleLoss.CrossEntropy(Logits, [0, 1, 2, 3], 3));
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.ConfusionMatrix(Logits, [0, 1, 2, 3], 3));
    }
}
