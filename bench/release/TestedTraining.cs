namespace Dcai.Bench.Release;

/// <summary>What one training of the reference model came to. Accuracies in [0, 1].</summary>
internal sealed record TestedTraining
{
    /// <summary>As a report's table 2 names it.</summary>
    public required string Row { get; init; }

    /// <summary>1 is the first; as many hold out the first fold.</summary>
    public required int Seed { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Images, copies included.</summary>
    public required int Train { get; init; }

    public required int Validation { get; init; }

    /// <summary>Whose weights were kept.</summary>
    public required int BestEpoch { get; init; }

    public required double ValidationAccuracy { get; init; }

    /// <summary>Certified images that the training did not have.</summary>
    public required int HeldOut { get; init; }

    public required double HeldOutAccuracy { get; init; }

    public required int LabelBook { get; init; }

    public required double LabelBookAccuracy { get; init; }

    /// <summary>By the clock.</summary>
    public required double Seconds { get; init; }
}
