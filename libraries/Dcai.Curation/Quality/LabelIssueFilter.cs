namespace Dcai.Curation.Quality;

/// <summary>Which rule decides that a given label is wrong.</summary>
/// <remarks>Northcutt et al. 2021, https://arxiv.org/abs/1911.00068, section 3.2; names after cleanlab's <c>filter_by</c>.</remarks>
public enum LabelIssueFilter
{
    /// <summary>For every pair of classes as many as the joint counts there, those with the largest margin of the other class (method 3).</summary>
    PruneByNoiseRate,

    /// <summary>For every label as many as the joint counts beside the diagonal, those with the lowest self-confidence (method 4).</summary>
    PruneByClass,

    /// <summary>What both of them find (method 5).</summary>
    Both,

    /// <summary>Exactly the samples that the joint counts beside the diagonal (method 2).</summary>
    ConfidentLearning,

    /// <summary>The model prefers another class (method 1).</summary>
    PredictedNotGiven,

    /// <summary>As many as confident learning finds, those with the lowest normalised margin.</summary>
    LowNormalizedMargin,

    /// <summary>As many as confident learning finds, those with the lowest self-confidence.</summary>
    LowSelfConfidence,
}
