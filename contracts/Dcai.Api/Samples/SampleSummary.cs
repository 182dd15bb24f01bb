namespace Dcai.Api;

/// <summary>One image of one snapshot and what is decided about it.</summary>
public sealed record SampleSummary
{
    /// <summary>SHA-256 of the image's bytes, 64 hexadecimal digits.</summary>
    public required string SampleId { get; init; }

    /// <summary>Where the gateway serves its bytes.</summary>
    public required string Image { get; init; }

    /// <summary>Where the gateway serves it reduced; a size in pixels goes into the query.</summary>
    public required string Thumbnail { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    public required long SizeBytes { get; init; }

    public required SampleState State { get; init; }

    public required ImageOrigin Origin { get; init; }

    /// <summary>Every label under which it arrived, in ordinal order.</summary>
    public required IReadOnlyList<string> GivenLabels { get; init; }

    /// <summary>Absent unless certified.</summary>
    public string? CertifiedLabel { get; init; }

    /// <summary>Its labels disagree and nobody has decided since.</summary>
    public required bool Conflict { get; init; }

    /// <summary>Who decided last; absent while uncertified.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The review that decided.</summary>
    public string? Review { get; init; }

    /// <summary>The round of that review; 0 for the seed.</summary>
    public int? Round { get; init; }

    public string? RemovedReason { get; init; }

    /// <summary>Version of the first snapshot that has it.</summary>
    public required int ArrivedIn { get; init; }
}
