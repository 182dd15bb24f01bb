namespace Dcai.Learning;

/// <summary>What a check found of the averaged generator.</summary>
/// <param name="Iteration">Steps done.</param>
/// <param name="Gamma">γ of the last step.</param>
/// <param name="FrechetDistance">Between painted and real images in the features of the frozen classifier, at least 0; low is alike; NaN where a feature is not finite.</param>
/// <param name="Agreement">Share of the painted images that the frozen classifier takes for the intended class, range [0, 1].</param>
/// <param name="Diversity">Variance of the painted images' features within their classes, as a share of the real ones', at least 0; near 0 is a collapse.</param>
/// <param name="GeneratorLoss">Mean since the check before, nats.</param>
/// <param name="DiscriminatorLoss">Mean since the check before, nats.</param>
/// <param name="Failure">What is wrong; null for nothing. A training that fails goes back to the last good check.</param>
public sealed record GanCheck(
    int Iteration, double Gamma, double FrechetDistance, double Agreement, double Diversity, double GeneratorLoss, double DiscriminatorLoss, GanFailure? Failure);
