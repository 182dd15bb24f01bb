namespace Dcai.Contracts.Documents;

/// <summary>What the generators of a release painted for the review.</summary>
public sealed record Synthesis
{
    public required int Release { get; init; }

    /// <summary>The ingest batch that lists the images.</summary>
    public required string BatchId { get; init; }

    /// <summary>One for each generator that painted.</summary>
    public required IReadOnlyList<PaintedImages> Generators { get; init; }

    /// <summary>Images that were too near to a training image, and are in no batch.</summary>
    public required int CopyCount { get; init; }

    /// <summary>Distance to the nearest training image below which an image is a copy: what 99 % of the training images keep from each other. 1 − r, the correlation of the pixels; range [0, 2].</summary>
    public required double CopyDistance { get; init; }

    /// <summary>The smallest such distance among the images of the batch; absent where there are none.</summary>
    public double? SmallestDistance { get; init; }

    /// <summary>The median; absent where there are none.</summary>
    public double? MedianDistance { get; init; }

    /// <summary>The median distance of a training image to the nearest other one.</summary>
    public required double MedianTrainingDistance { get; init; }
}
