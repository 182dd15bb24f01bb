namespace Dcai.Learning;

/// <summary>How the learning rate changes over a training.</summary>
internal static class LearningRateSchedule
{
    /// <summary>Half a cosine from 1 to 0.</summary>
    /// <param name="step">Counted from 0 over all epochs.</param>
    /// <param name="steps">All steps of the training.</param>
    /// <returns>The share of the first learning rate, range (0, 1].</returns>
    public static double Cosine(long step, long steps) => 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}
