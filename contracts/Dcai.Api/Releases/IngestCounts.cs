namespace Dcai.Api;

/// <summary>What came in and what became of it.</summary>
public sealed record IngestCounts
{
    /// <summary>Files that were accepted.</summary>
    public required int Ingested { get; init; }

    /// <summary>Files whose bytes another file has.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Files that are no usable image.</summary>
    public required int Rejected { get; init; }

    public required int Certified { get; init; }

    public required int Removed { get; init; }

    /// <summary>Samples that arrived both for training and for validation.</summary>
    public required int TrainValidationOverlap { get; init; }

    /// <summary>Samples that arrived under several labels.</summary>
    public required int LabelConflicts { get; init; }

    /// <summary>Samples kept from training because the test set has them.</summary>
    public required int HeldOut { get; init; }
}
