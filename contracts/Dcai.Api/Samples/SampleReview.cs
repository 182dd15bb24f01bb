namespace Dcai.Api;

/// <summary>Why a review shows an image.</summary>
public sealed record SampleReview
{
    public required string ReviewId { get; init; }

    public required ReviewPurpose Purpose { get; init; }

    public required int Round { get; init; }

    public required ReviewEnd End { get; init; }

    /// <summary>One line, as the reviewer saw it.</summary>
    public required string Reason { get; init; }
}
