namespace Dcai.Contracts.Documents;

/// <summary>What painted images are worth: the same training with and without them. They stay together or go together.</summary>
public sealed record SynthesisMeasure
{
    /// <summary>Painted images that people certified.</summary>
    public required int ImageCount { get; init; }

    /// <summary>Mean test accuracy without them, range [0, 1].</summary>
    public required double Without { get; init; }

    /// <summary>Mean test accuracy with them, range [0, 1].</summary>
    public required double With { get; init; }

    /// <summary>Of the difference, over the seeds; for one seed, what the number of test images alone allows.</summary>
    public required double StandardError { get; init; }

    /// <summary>Trainings with them, each beside one without.</summary>
    public required int Trainings { get; init; }

    /// <summary>Whether the gain is larger than its standard error; otherwise the painted images are withdrawn, all of them.</summary>
    public required bool Kept { get; init; }
}
