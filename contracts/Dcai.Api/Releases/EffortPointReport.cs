namespace Dcai.Api;

/// <summary>Known label errors decided so far.</summary>
public sealed record EffortPointReport
{
    public required int Decisions { get; init; }

    public required int Errors { get; init; }
}
