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

    /// <summary>Colours that the file stores for each pixel, 1 for brightness alone or 3; absent where it was rejected.</summary>
    public int? Channels { get; init; }

    /// <summary>The known image that it looks most like, by its perceptual hash; absent where none is near, or one has the same bytes.</summary>
    public string? NearDuplicateOf { get; init; }

    /// <summary>Bits in which the two hashes differ.</summary>
    public int? NearDistance { get; init; }

    /// <summary>The split, or <c>test-set</c>, in which an equal or near image is already, while this one is meant for another.</summary>
    public string? LeaksInto { get; init; }

    /// <summary>What is unusual about the picture, in the order of <see cref="ImageIssue"/>; absent where nothing is.</summary>
    public IReadOnlyList<ImageIssue>? Issues { get; init; }
}
