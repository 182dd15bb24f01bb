namespace Dcai.Contracts.Documents;

/// <summary>A dataset that has objects in the store and that nobody is to see.</summary>
public sealed record HiddenDataset
{
    public required HiddenBecause Because { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    /// <summary>Objects that it had when it was hidden.</summary>
    public required long ObjectCount { get; init; }

    /// <summary>Their bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Workers may be storing results for it until then, so its name is not free before; absent where nothing was under way.</summary>
    public DateTimeOffset? BusyUntil { get; init; }
}
