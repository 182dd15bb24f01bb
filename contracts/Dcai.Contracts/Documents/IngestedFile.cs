namespace Dcai.Contracts.Documents;

/// <summary>One row of an ingest batch: what became of one file.</summary>
public sealed record IngestedFile
{
    public required string Name { get; init; }

    public required string Source { get; init; }

    public required SampleOrigin Origin { get; init; }

    public string? Label { get; init; }

    public string? Split { get; init; }

    public required Descriptor Content { get; init; }

    public required IngestVerdict Verdict { get; init; }

    /// <summary>Why it was rejected, in one line.</summary>
    public string? Reason { get; init; }

    /// <summary>Pixels; 0 where it was rejected.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels; 0 where it was rejected.</summary>
    public required int Height { get; init; }

    /// <summary>64 bits, 16 hexadecimal digits.</summary>
    public string? PerceptualHash { get; init; }
}
