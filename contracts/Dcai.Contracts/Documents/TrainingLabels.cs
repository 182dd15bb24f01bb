namespace Dcai.Contracts.Documents;

/// <summary>Which labels an auxiliary model learns from.</summary>
public enum TrainingLabels
{
    /// <summary>What people have certified (paper, step 2).</summary>
    Certified,

    /// <summary>What people have certified, and the given labels of everything else, out-of-sample: no sample is ranked by a model that was trained on it.</summary>
    Given,
}
