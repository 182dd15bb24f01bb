using System.Globalization;

namespace Dcai.Learning;

/// <summary>A training came to a loss that is infinite or not a number: nothing can be learned from there on.</summary>
public sealed class NonFiniteLossException : Exception
{
    /// <param name="loss">What the loss became.</param>
    /// <param name="epoch">Counted from 1.</param>
    /// <param name="step">Counted from 1 within the epoch.</param>
    /// <param name="sampleIds">The images of that step.</param>
    /// <param name="lastFiniteLoss">Of the step before; null where this was the first.</param>
    public NonFiniteLossException(double loss, int epoch, int step, IReadOnlyList<string> sampleIds, double? lastFiniteLoss)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"The loss became {loss} at epoch {epoch}, step {step}; {Before(lastFiniteLoss)}. Images of the step: {string.Join(", ", sampleIds)}. Look at their pixels, or lower the learning rate.")) =>
        (Epoch, Step, SampleIds, LastFiniteLoss) = (epoch, step, sampleIds, lastFiniteLoss);

    /// <summary>Counted from 1.</summary>
    public int Epoch { get; }

    /// <summary>Counted from 1 within the epoch.</summary>
    public int Step { get; }

    /// <summary>The images of that step.</summary>
    public IReadOnlyList<string> SampleIds { get; }

    /// <summary>The batch's mean loss in the step before; null where this was the first.</summary>
    public double? LastFiniteLoss { get; }

    /// <exception cref="NonFiniteLossException">The loss is not finite.</exception>
    internal static void ThrowUnlessFinite(
        double loss, int epoch, int step, LabelledImages images, ReadOnlySpan<int> rows, double? lastFiniteLoss)
    {
        if (!double.IsFinite(loss))
        {
            throw new NonFiniteLossException(loss, epoch, step, [.. rows.ToArray().Select(row => images.SampleIds[row])], lastFiniteLoss);
        }
    }

    private static string Before(double? lastFiniteLoss) =>
        lastFiniteLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"the step before it had {loss:G6}") : "it was the first step";
}
