namespace Dcai.Api;

/// <summary>Reviews, the oldest round first.</summary>
public sealed record ReviewList
{
    public required IReadOnlyList<ReviewSummary> Reviews { get; init; }
}
