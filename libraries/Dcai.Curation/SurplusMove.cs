using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>One image that goes to surplus, or comes back.</summary>
/// <param name="Sample">The image and its class.</param>
/// <param name="From">Where the last release had it.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Why">A clause for people.</param>
public sealed record SurplusMove(LabelledSample Sample, BalancePlace From, BalancePlace To, string Why);
