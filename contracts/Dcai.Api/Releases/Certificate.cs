namespace Dcai.Api;

/// <summary>Who certified what, in which round: one line of certificates.jsonl.</summary>
public sealed record Certificate
{
    /// <summary>SHA-256 of the image's bytes, 64 hexadecimal digits. Of a distorted copy the gateway names the original; an export names the copy.</summary>
    public required string SampleId { get; init; }

    /// <summary>train, val, test or surplus; synthesized for painted images, which are listed where the report keeps them; certified where a snapshot and no release is exported.</summary>
    public required string Part { get; init; }

    public required string Label { get; init; }

    public required string MediaType { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>Pixels; absent for an external test image.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels; absent for an external test image.</summary>
    public int? Height { get; init; }

    /// <summary>Absent for an external test image.</summary>
    public ImageOrigin? Origin { get; init; }

    /// <summary>Absent for an external test image that is none of the dataset's: nobody certified it here.</summary>
    public string? CertifiedBy { get; init; }

    /// <summary>0 for the seed.</summary>
    public int? Round { get; init; }

    public string? Review { get; init; }

    public string? DecisionId { get; init; }

    /// <summary>The number of a distorted copy that the release's recipe makes, 1 the first; absent for an image that came in.</summary>
    public int? Copy { get; init; }

    /// <summary>In an export, the original of a distorted copy.</summary>
    public string? AugmentedFrom { get; init; }

    /// <summary>The image was erased after it was certified: there are no bytes of it any more. Absent otherwise.</summary>
    public bool? Erased { get; init; }

    /// <summary>Every label under which it arrived.</summary>
    public required IReadOnlyList<string> GivenLabels { get; init; }

    /// <summary>Every source and name under which it arrived, joined by a slash.</summary>
    public required IReadOnlyList<string> Names { get; init; }
}
