using Dcai.Imaging;

namespace Dcai.Learning;

/// <summary>Where a training of a generator stands after a step.</summary>
/// <param name="Iteration">Steps done.</param>
/// <param name="Iterations">Steps at most.</param>
/// <param name="GeneratorLoss">Mean since the last check, nats.</param>
/// <param name="DiscriminatorLoss">Mean since the last check, nats.</param>
/// <param name="Check">The check that followed the step; null for none.</param>
/// <param name="Sheet">What was painted for the check, a row for each class, from the same noise every time; null for no check.</param>
public sealed record GanTick(int Iteration, int Iterations, double GeneratorLoss, double DiscriminatorLoss, GanCheck? Check, Image? Sheet);
