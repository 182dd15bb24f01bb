namespace Dcai.Contracts.Documents;

/// <summary>All that a snapshot has folded in.</summary>
public sealed record FoldHistory
{
    /// <summary>In ordinal order.</summary>
    public required IReadOnlyList<string> Batches { get; init; }

    /// <summary>Review id to the ids of its folded decision batches, in ordinal order.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Decisions { get; init; }
}
