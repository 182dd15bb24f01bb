using TorchSharp.Modules;

namespace Dcai.Learning;

/// <summary>How the learning rate changes over a training.</summary>
internal static class LearningRateSchedule
{
    /// <summary>Half a cosine from 1 to 0.</summary>
    /// <param name="step">Counted from 0 over all epochs.</param>
    /// <param name="steps">All steps of the training.</param>
    /// <returns>The share of the first learning rate, range (0, 1].</returns>
    public static double Cosine(long step, long steps) => 0.5 * (1 + Math.Cos(Math.PI * step / steps));

    /// <summary>Sets the learning rate of the step that comes.</summary>
    /// <param name="optimiser">Whose rate it is.</param>
    /// <param name="first">The first learning rate.</param>
    /// <param name="step">Counted from 0 over all epochs.</param>
    /// <param name="steps">All steps of the training.</param>
    public static void SetCosine(Adam optimiser, double first, long step, long steps)
    {
        foreach (var group in optimiser.ParamGroups)
        {
            group.LearningRate = first * Cosine(step, steps);
        }
    }
}
