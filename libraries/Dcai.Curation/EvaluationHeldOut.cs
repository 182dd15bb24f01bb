using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>The images on which the learning curve and the cleaning measure are tested, and those that choose the best epoch meanwhile.</summary>
internal sealed record EvaluationHeldOut
{
    /// <summary>A test set with fewer images per class says too little: one image more or less is points of accuracy.</summary>
    private const int EnoughPerClass = 10;

    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Validation { get; init; }

    /// <summary>Sorted by sample id; none of them is in a training.</summary>
    public required IReadOnlyList<LabelledSample> Test { get; init; }

    /// <summary>The release's test set; half of its validation images where the test set is small and that half is larger.</summary>
    /// <param name="test">Of the release.</param>
    /// <param name="validation">Of the release.</param>
    /// <param name="groups">As of <see cref="DuplicateGroups.Of"/>.</param>
    /// <param name="settings">Classes and seed.</param>
    public static EvaluationHeldOut Of(
        IReadOnlyList<LabelledSample> test,
        IReadOnlyList<LabelledSample> validation,
        IReadOnlyDictionary<string, string> groups,
        CurationSettings settings)
    {
        var half = validation.Count / 2;
        if (test.Count >= EnoughPerClass * settings.Classes.Count || test.Count >= half)
        {
            return new EvaluationHeldOut { Validation = validation, Test = test };
        }

        var quotas = Apportionment.Divide(Apportionment.SizesOf(validation), half, _ => 0, size => size);
        var (taken, others) = StratifiedDraw.TakeGroups(validation, quotas, groups, SeededRandom.For(settings.Seed, "held out of validation"));
        return new EvaluationHeldOut { Validation = others, Test = taken };
    }
}
