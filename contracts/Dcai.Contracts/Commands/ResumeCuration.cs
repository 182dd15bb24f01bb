namespace Dcai.Contracts;

/// <summary>Go on after a pause or a fault: every outstanding command is sent again.</summary>
public sealed record ResumeCuration
{
    public required string DatasetId { get; init; }
}
