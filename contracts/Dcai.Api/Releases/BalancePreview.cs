namespace Dcai.Api;

/// <summary>What a release of a snapshot would balance; nothing is changed by asking.</summary>
public sealed record BalancePreview
{
    public required int SnapshotVersion { get; init; }

    /// <summary>The release that it is compared with; 0 where there is none.</summary>
    public required int LastRelease { get; init; }

    /// <summary>The rule by which images become surplus: random or redundant.</summary>
    public required string Policy { get; init; }

    /// <summary>Images that nobody has decided about yet: a release waits for them.</summary>
    public required int Uncertified { get; init; }

    /// <summary>In the settings' order.</summary>
    public required IReadOnlyList<BalancedClass> Classes { get; init; }

    /// <summary>Over all pages.</summary>
    public required int MoveCount { get; init; }

    /// <summary>A page of them, by sample id.</summary>
    public required IReadOnlyList<BalanceMove> Moves { get; init; }

    /// <summary>Ask for the next page with it; absent on the last page.</summary>
    public string? NextCursor { get; init; }
}
