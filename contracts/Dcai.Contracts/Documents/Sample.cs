namespace Dcai.Contracts.Documents;

/// <summary>One image of one dataset and all that is known and decided about it.</summary>
public sealed record Sample
{
    /// <summary>SHA-256 of the image's bytes, 64 hexadecimal digits.</summary>
    public required string SampleId { get; init; }

    public required string MediaType { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    public required SampleStatus Status { get; init; }

    public required SampleOrigin Origin { get; init; }

    /// <summary>Every label under which it arrived, in ordinal order; more than one is a conflict.</summary>
    public required IReadOnlyList<string> GivenLabels { get; init; }

    /// <summary>The label that a person certified; absent unless Certified.</summary>
    public string? CertifiedLabel { get; init; }

    /// <summary>Labels disagree and nobody has decided since the last of them arrived.</summary>
    public required bool Conflict { get; init; }

    /// <summary>Every name and split under which it arrived, in ordinal order.</summary>
    public required IReadOnlyList<Provenance> Provenance { get; init; }

    /// <summary>64 bits, 16 hexadecimal digits.</summary>
    public string? PerceptualHash { get; init; }

    /// <summary>The smallest id of those that it shows the same as, by the rankings so far (<see cref="NearPair"/>), directly or over others; absent where there are none.</summary>
    public string? NearGroup { get; init; }

    /// <summary>Colours that the file stores for each pixel, 1 for brightness alone or 3; absent for samples of older builds.</summary>
    public int? Channels { get; init; }

    /// <summary>What is unusual about the picture, in the order of <see cref="ImageIssue"/>; absent where nothing is.</summary>
    public IReadOnlyList<ImageIssue>? Issues { get; init; }

    /// <summary>Version of the first snapshot that has it.</summary>
    public required int ArrivedIn { get; init; }

    /// <summary>Who decided last; absent while Uncertified.</summary>
    public string? CertifiedBy { get; init; }

    /// <summary>The review that decided.</summary>
    public string? Review { get; init; }

    /// <summary>The round whose review decided; 0 for the seed.</summary>
    public int? Round { get; init; }

    public string? RemovedReason { get; init; }

    /// <summary>The decision that counts.</summary>
    public string? DecisionId { get; init; }
}
