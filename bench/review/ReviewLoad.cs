namespace Dcai.Bench.Review;

/// <summary>How much is asked of the gateway.</summary>
internal sealed record ReviewLoad
{
    public required int Reviewers { get; init; }

    /// <summary>Items of each review.</summary>
    public required int Items { get; init; }

    /// <summary>Items a reviewer holds, and decides in one batch.</summary>
    public int Page { get; init; } = 50;

    /// <summary>Item decisions per second of all reviewers together, where they are paced.</summary>
    public int PacedDecisions { get; init; } = 500;

    /// <summary>Images that thumbnails are made of.</summary>
    public required int Images { get; init; }

    public static ReviewLoad Whole { get; } = new() { Reviewers = 200, Items = 10_000, Images = 100 };

    public static ReviewLoad Quick { get; } = new() { Reviewers = 20, Items = 4_000, Images = 40 };
}
