namespace Dcai.Contracts.Documents;

/// <summary>How trainings fared with one sample and its given label, averaged over them.</summary>
public sealed record SampleDynamics
{
    /// <summary>Mean over epochs of the given label's logit minus the largest other one; low is suspicious.</summary>
    public required double AreaUnderMargin { get; init; }

    /// <summary>How often a sample that was classified as labelled was no longer so at its next turn; high is suspicious.</summary>
    public required double ForgettingEvents { get; init; }

    /// <summary>Whether no training ever classified it as labelled.</summary>
    public required bool NeverLearned { get; init; }

    /// <summary>Length of the error vector early in training, range [0, √2]; high is suspicious.</summary>
    public required double El2n { get; init; }

    /// <summary>Norm of the loss gradient early in training; high is suspicious; absent where it was not measured.</summary>
    public double? GraNd { get; init; }
}
