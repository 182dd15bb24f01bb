namespace Dcai.Api;

/// <summary>What became of one file of an upload.</summary>
public sealed record FileVerdict
{
    public required string Name { get; init; }

    /// <summary>SHA-256 of its bytes, 64 hexadecimal digits: the image's id in the dataset.</summary>
    public required string SampleId { get; init; }

    public required ArrivalVerdict Verdict { get; init; }

    /// <summary>Why it was rejected, in one line.</summary>
    public string? Reason { get; init; }

    /// <summary>The image that it looks like; its own id where the bytes are the same.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>Bits in which the perceptual hashes differ, range [0, 16]; 0 for the same bytes.</summary>
    public int? Distance { get; init; }

    /// <summary>The split in which that image is: train, val, test, or test-set for the external test set.</summary>
    public string? LeaksInto { get; init; }

    /// <summary>What is unusual about the picture: blank, almostUniform, dark, bright, blurred, oddAspect, oddSize, oddChannels.</summary>
    public required IReadOnlyList<string> Issues { get; init; }
}
