namespace Dcai.Contracts.Documents;

/// <summary>What a planned training is for.</summary>
public enum TrainingPurpose
{
    /// <summary>A row of table 2; the folds of the cross-validation make one together.</summary>
    Row,

    /// <summary>A point of the learning curve.</summary>
    LearningCurve,

    /// <summary>A point of the cleaning measure.</summary>
    Cleaning,

    /// <summary>With all parts of the pipeline, or with all but one.</summary>
    Ablation,
}
