using Dcai.Contracts.Documents;
using Dcai.Learning;

namespace Dcai.Training;

/// <summary>Augmentation as documents name it, for those who train.</summary>
public static class AugmentationPolicies
{
    /// <param name="steps">In the order of application; absent or empty for none of the owner's own.</param>
    /// <returns>Null where the owner has none.</returns>
    public static AugmentationPolicy? Of(IReadOnlyList<Contracts.Documents.AugmentationStep>? steps) => steps is { Count: > 0 }
        ? AugmentationPolicy.Of(steps.Select(step => new Learning.AugmentationStep { Kind = step.Kind, Probability = step.Probability, Amount = step.Amount }))
        : null;
}
