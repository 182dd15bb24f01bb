namespace Dcai.Contracts.Documents;

/// <summary>Wall-clock time during which a worker trained or inferred.</summary>
public sealed record WorkInterval
{
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }
}
