namespace Dcai.Api;

/// <summary>Images that changed between two snapshots; each counts once.</summary>
public sealed record ChangeCounts
{
    /// <summary>In the later snapshot only.</summary>
    public required int Arrived { get; init; }

    /// <summary>In the earlier snapshot only.</summary>
    public required int Vanished { get; init; }

    /// <summary>In both, with another state.</summary>
    public required int Decided { get; init; }

    /// <summary>Certified in both, with another label.</summary>
    public required int Relabelled { get; init; }

    /// <summary>The same decision stands, and its given labels, its origin, its round or its conflict changed.</summary>
    public required int Other { get; init; }
}
