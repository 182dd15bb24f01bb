namespace Dcai.Contracts.Documents;

/// <summary>Known label errors decided so far.</summary>
public sealed record EffortPoint
{
    public required int Decisions { get; init; }

    public required int Errors { get; init; }
}
